"""Writes down what was decided, in the caller's transaction, before anything of it is done."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.effects import Hands, intend
from bot.effects.shapes import shape
from bot.store import decisions, timers
from bot.vocabulary.actions import LookAgain, Verdict


async def record(
    connection: AsyncConnection, hands: Hands, verdicts: Sequence[Verdict], delivery: str
) -> None:
    """Every verdict; of what is allowed every intent and every timer."""
    now = hands.clock.now()
    for verdict in verdicts:
        action = verdict.proposal.action
        kind, target, values = shape(action)
        decision_id = hands.pseudonyms.decision(
            delivery, action.thread, verdict.proposal.capability, f"{kind}:{target}"
        )
        written = (kind, target, values)
        await decisions.record(connection, decision_id, delivery, verdict, written, now)
        if not verdict.allowed:
            continue
        await intend(connection, hands, action, decision_id)
        if isinstance(action, LookAgain):
            await timers.put(connection, timers.look(action.thread, action.at))
