"""Where log lines go, and in what form: ours and those of the libraries alike."""

import logging
import sys
from typing import Any, TextIO

import structlog
from aiohttp.http_exceptions import HttpProcessingError

from bot.github.redaction import redact


def configure_logging(
    log_format: str, to: TextIO = sys.stderr, *, least: int = logging.INFO
) -> None:
    """Structured lines: readable on a terminal, JSON elsewhere; secrets taken out.

    `least` is the level below which nothing of ours is told.
    """
    plain = log_format or ("console" if to.isatty() else "json")
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if plain == "console"
        else structlog.processors.JSONRenderer()
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[_from(least), *shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(to),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *shared,
                renderer,
            ],
        )
    )
    handler.addFilter(_shorten)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _from(least: int) -> structlog.types.Processor:
    """Lets lines of this level pass, and worse ones."""

    def check(
        _logger: Any, method: str, line: structlog.types.EventDict
    ) -> structlog.types.EventDict:
        if getattr(logging, method.upper(), logging.ERROR) < least:
            raise structlog.DropEvent
        return line

    return check


def _shorten(record: logging.LogRecord) -> bool:
    """What is no HTTP at all costs its sender nothing, so it gets a line and no traceback."""
    if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
        record.msg, record.args = f"bad request: {type(record.exc_info[1]).__name__}", ()
        record.exc_info = None
    return True
