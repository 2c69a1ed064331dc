"""Where log lines go, and in what form."""

import logging
import sys
from typing import TextIO

import structlog

from bot.github.redaction import redact


def configure_logging(log_format: str, to: TextIO = sys.stderr) -> None:
    """Structured lines: readable on a terminal, JSON elsewhere; secrets taken out."""
    plain = log_format or ("console" if to.isatty() else "json")
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if plain == "console"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(to),
        cache_logger_on_first_use=True,
    )
