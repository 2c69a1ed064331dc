"""Every example payload of GitHub through a whole Linchpin, and bad ones with good signatures."""

import asyncio
from collections import Counter
from pathlib import Path

import aiohttp
import orjson
from structlog.testing import capture_logs

from bot.intake.deliveries import Entry, State
from tests.clocks import ScaledClock
from tests.payloads import examples
from tests.rig.contract import Contract
from tests.rig.sender import headers
from tests.scenarios.world import World, world


async def _send(here: World, event: str, guid: str, body: bytes) -> int:
    sent = headers(here.github.webhook_secret, guid, event, body)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{here.url}/webhook", data=body, headers=sent) as answer,
    ):
        return answer.status


async def _entry(here: World, guid: str) -> Entry:
    entry = await here.parts.inbox.read(guid)
    assert entry is not None
    return entry


async def test_every_example_ends_handled_or_dropped_with_a_reason(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    parcels = [
        (f"{event}-{place}", event, orjson.dumps(payload)) for event, place, payload in examples()
    ]
    async with world(tmp_path, database_url, ScaledClock(20), contract) as here:
        answers = await asyncio.gather(
            *(_send(here, event, guid, body) for guid, event, body in parcels)
        )
        await here.quiet(60)
        entries = [await _entry(here, guid) for guid, _event, _body in parcels]

    assert Counter(answers) == {202: 329}
    states = Counter(entry.state for entry in entries)
    assert set(states) == {State.DONE, State.DROPPED}
    assert states[State.DONE] >= 30, "those of no installation are dropped: no token is there"
    assert [e.delivery.id for e in entries if e.state is State.DROPPED and not e.reason] == []


USELESS = (
    ("issues", b"no JSON", "the body is not JSON"),
    ("issues", b"payload=%7B%7D", "the body is not JSON"),
    ("issues", b"[1, 2]", "the body is not a JSON object"),
    ("issues", b"{}", "issues: malformed, no issue"),
    ("never_heard_of", b"{}", "nobody needs never_heard_of"),
)


async def test_what_is_signed_but_useless_is_taken_and_dropped_with_a_logged_reason(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    with capture_logs() as logged:
        async with world(tmp_path, database_url, ScaledClock(20), contract) as here:
            answers = [
                await _send(here, event, f"guid-{n}", body)
                for n, (event, body, _reason) in enumerate(USELESS)
            ]
            await here.quiet()
            entries = [await _entry(here, f"guid-{n}") for n in range(len(USELESS))]

    reasons = [reason for _event, _body, reason in USELESS]
    assert answers == [202] * len(USELESS)
    assert [(e.state, e.reason) for e in entries] == [(State.DROPPED, r) for r in reasons]
    assert {e.delivery.body for e in entries} == {b""}
    dropped = [line for line in logged if line["event"] == "deliveries_dropped"]
    assert {line["why"] for line in dropped} == set(reasons)


async def test_a_dead_ones_redelivery_is_handed_over_as_its_second_job(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    (body,) = (orjson.dumps(p) for event, n, p in examples() if (event, n) == ("installation", 0))
    async with world(tmp_path, database_url, ScaledClock(20), contract) as here:
        await _send(here, "installation", "a-guid", body)
        await here.quiet()
        await here.parts.inbox.mark([("a-guid", 1)], State.DEAD, here.parts.clock.now(), "poison")

        with capture_logs() as logged:
            status = await _send(here, "installation", "a-guid", body)
            await here.quiet()
        entry = await _entry(here, "a-guid")

    assert status == 202
    assert (entry.attempt, entry.state) == (2, State.DONE)
    assert len([line for line in logged if line["event"] == "event_handled"]) == 1
