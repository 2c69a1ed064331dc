"""What a command does once: replay one event, requeue dead letters."""

import uuid
from collections.abc import Sequence
from typing import Any

from bot.app.parts import Parts, make_pipeline, open_github
from bot.effects.shapes import shape
from bot.guard import REASONS
from bot.store import dead_letters, timers
from bot.vocabulary.events import Event
from bot.work.child import Child
from bot.work.office import Office
from bot.work.runner import retry_timer


async def replay(parts: Parts, event: Event, name: str, *, dry_run: bool) -> dict[str, Any]:
    """One event through the pipeline, here and now; what it came to, as plain values."""
    async with open_github(parts) as github:
        child = Child()
        office = Office(github, parts.settings.linchpin_office)
        try:
            await office.refresh()
            pipeline = await make_pipeline(
                parts,
                github,
                child,
                office,
                executor_id="replay",
                still_ours=_always,
                dry_run=dry_run,
            )
            outcome = await pipeline.handle(event, f"replay:{name}:{uuid.uuid4().hex}")
        finally:
            child.stop()
    proposals = []
    for verdict in outcome.verdicts:
        kind, target, values = shape(verdict.proposal.action)
        proposals.append(
            {
                "capability": verdict.proposal.capability,
                "kind": kind,
                "target": target,
                "values": values,
                "why": verdict.proposal.why,
                "evidence": list(verdict.proposal.evidence),
                "confidence": verdict.proposal.confidence,
                "mode": verdict.mode.value,
                "allowed": verdict.allowed,
                "reason": verdict.reason,
                "reason_text": REASONS[verdict.reason],
            }
        )
    return {
        "event": type(event).__name__,
        "outcome": outcome.reason,
        "dry_run": dry_run,
        "proposals": proposals,
        "effects": list(outcome.effects),
    }


async def requeue(parts: Parts, jobs: Sequence[str], *, everything: bool) -> list[str]:
    """Have dead letters tried again, by timers that are due at once; which ones."""
    done: list[str] = []
    while True:
        async with parts.database.write() as connection:
            if everything:
                letters = await dead_letters.listed(connection)
            else:
                found = [await dead_letters.find(connection, job) for job in dict.fromkeys(jobs)]
                letters = [letter for letter in found if letter is not None]
            for letter in letters:
                await timers.put(connection, retry_timer(letter, parts.clock.now()))
                await dead_letters.remove(connection, letter.job_id)
        done += [letter.job_id for letter in letters]
        if not everything or not letters:
            return done


async def _always() -> bool:
    return True
