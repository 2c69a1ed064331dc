"""One write about a config, as everything is written: judged, written down, done, written down."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.effects import Hands, Organisation
from bot.effects.shapes import shape
from bot.github.errors import Forbidden, Moved, NotFound, Unprocessable
from bot.guard import judge_about_config
from bot.recording import record
from bot.store import effects as ledger
from bot.vocabulary.actions import Proposal

log = structlog.get_logger()

CAPABILITY = "config"
"""Whose decisions these are; no capability of the list, so nobody measures or switches it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where is to be written, and as whom."""

    hands: Hands
    organisation: Organisation | None
    permissions: Mapping[str, str]
    """What the installation grants."""
    delivery: str


async def write(
    place: Place,
    proposal: Proposal,
    call: Callable[[], Awaitable[Mapping[str, Any]]],
    *,
    archived: bool,
) -> str:
    """What became of it: "done", "refused" by GitHub, or the guard's reason."""
    hands, action = place.hands, proposal.action
    kind, target, _values = shape(action)
    verdict = judge_about_config(
        proposal,
        permissions=place.permissions,
        archived=archived,
        watched=action.thread.repository.installation_id is None,
        organisation_named=place.organisation is not None,
    )
    async with hands.database.write() as connection:
        await record(connection, hands, [verdict], place.delivery)
    if not verdict.allowed:
        log.info("action_refused", kind=kind, target=target, why=verdict.reason)
        return verdict.reason
    key = hands.pseudonyms.effect(action.thread, kind, target)
    try:
        did = await call()
    except (Forbidden, NotFound, Unprocessable, Moved) as refusal:
        async with hands.database.write() as connection:
            await ledger.refused(connection, key, hands.clock.now(), str(refusal))
        log.warning("effect_refused_by_github", kind=kind, target=target, why=str(refusal))
        return REFUSED
    async with hands.database.write() as connection:
        await ledger.done(connection, key, hands.clock.now(), result=dict(did))
    log.info("effect_done", kind=kind, target=target, did=did.get("did"))
    return DONE


DONE, REFUSED = "done", "refused"
