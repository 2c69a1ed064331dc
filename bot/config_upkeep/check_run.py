"""The check of a pull request that touches the config: every mistake at its line and column."""

import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol, TypeGuard
from urllib.parse import quote

from bot.config import Config, Problem, read
from bot.config_upkeep import labels, words
from bot.config_upkeep.writing import CAPABILITY, Place, write
from bot.effects.about_config import annotated, report_on_config
from bot.effects.shapes import CHECK_RUN
from bot.github.errors import NotFound
from bot.parsing.documents import MAX_BYTES
from bot.store import effects as ledger
from bot.vocabulary.actions import Proposal
from bot.vocabulary.config import CONFIG_PATH, Remark, ReportOnConfig
from bot.vocabulary.events import Event, ThreadOpened, ThreadReopened, ThreadTouched
from bot.vocabulary.threads import Thread

TOO_LARGE = b" " * (MAX_BYTES + 1)
"""Stands for a file that is so large that GitHub does not hand it out."""


class Reader(Protocol):
    """The reads this module needs; `github` happens to fit."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...

    def pages(self, path: str, **query: Any) -> AsyncIterator[Any]:
        """The items of a paged list."""
        ...


def brings_commits(event: Event) -> TypeGuard[ThreadOpened | ThreadReopened | ThreadTouched]:
    """Whether a pull request shows commits here that may touch the config."""
    if not isinstance(event, ThreadOpened | ThreadReopened | ThreadTouched):
        return False
    is_push = not isinstance(event, ThreadTouched) or event.what == "pull_request.synchronize"
    return event.is_pull_request and bool(event.head_oid) and is_push


class ConfigCheck:
    """Writes it, once a commit."""

    async def report(self, reader: Reader, thread: Thread, head_oid: str, place: Place) -> str:
        """What became of it, in words. Nothing, and no read, where checks may not be written.

        One read; where the file is touched, one more, and the labels where it names some.
        """
        if place.permissions.get("checks") != "write" or place.organisation is None:
            return "no check: missing_permission"
        key = place.hands.pseudonyms.effect(thread, CHECK_RUN, head_oid[:200])
        async with place.hands.database.read() as connection:
            entries = await ledger.of_thread(connection, thread)
        settled = (e for e in entries if e.state == "done" or e.refused_at is not None)
        if any(entry.key == key for entry in settled):
            return "no check: already_true"
        path = f"/repos/{thread.repository.full_name}"
        if not await _touches(reader, f"{path}/pulls/{thread.number}/files"):
            return "no check: the config is not touched"
        raw = await _file(reader, f"{path}/contents/{quote(CONFIG_PATH)}", head_oid)
        found = read(raw) if raw is not None else Config()
        mistakes = found if not isinstance(found, Config) else ()
        warnings: tuple[Remark, ...] = ()
        if raw is not None and labels.named_in(raw):
            there = [label["name"] async for label in reader.pages(f"{path}/labels")]
            warnings = labels.missing(raw, there)
        action = report(thread, head_oid, mistakes, warnings, removed=raw is None)

        async def call() -> Mapping[str, Any]:
            return await report_on_config(place.hands, action)

        proposal = Proposal(action, CAPABILITY, "The pull request touches the config.")
        return f"check: {await write(place, proposal, call, archived=False)}"


def report(
    thread: Thread,
    head_oid: str,
    mistakes: tuple[Problem, ...],
    warnings: tuple[Remark, ...],
    *,
    removed: bool,
) -> ReportOnConfig:
    """What is to be said; mistakes before warnings."""
    errors = [Remark(p.position.line, p.position.column, p.message) for p in mistakes]
    remarks = (*errors, *warnings)
    return ReportOnConfig(
        thread,
        head_oid,
        is_good=not mistakes,
        title=words.check_title(len(mistakes), len(warnings)),
        summary=words.check_summary(remarks, annotated(remarks), removed=removed),
        remarks=remarks,
    )


async def _touches(reader: Reader, path: str) -> bool:
    """Files come in the order of their paths, so this one is on the first page unless more than
    99 of `.circleci` and the like change too.
    """
    listed = await reader.get(path, per_page=100)
    names = {file.get(key) for file in listed for key in ("filename", "previous_filename")}
    return CONFIG_PATH in names


async def _file(reader: Reader, path: str, ref: str) -> bytes | None:
    """The bytes of the file at a commit; None where there is none."""
    try:
        found = await reader.get(path, ref=ref)
    except NotFound:
        return None
    if not isinstance(found, Mapping):
        return b"- a folder"
    if found.get("encoding") != "base64":
        return TOO_LARGE
    try:
        return base64.b64decode(found["content"])
    except (binascii.Error, ValueError):
        return TOO_LARGE
