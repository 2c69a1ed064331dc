"""What the door takes in and what it refuses, over real HTTP and on both stores."""

import asyncio
import gzip
import hashlib
import hmac
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from structlog.testing import capture_logs

from bot.intake.deliveries import State
from bot.web.door import MAX_BODY, MAX_IN_FLIGHT
from tests.clocks import FixedClock
from tests.web.doorway import SECRET, Doorway, doorway, headers, signature

BODY = b'{"action":"opened"}'
GOOD = headers(BODY, "a-guid")


@pytest.fixture
async def door(database_url: str, clock: FixedClock) -> AsyncIterator[Doorway]:
    async with doorway(database_url, clock) as opened:
        yield opened


@pytest.fixture
async def one_door(sqlite_url: str, clock: FixedClock) -> AsyncIterator[Doorway]:
    """For refusals that happen before any store is asked."""
    async with doorway(sqlite_url, clock) as opened:
        yield opened


def _counted(door: Doorway, status: int) -> float | None:
    return door.meters.registry.get_sample_value(
        "linchpin_deliveries_total", {"status": str(status)}
    )


async def test_a_signed_delivery_is_kept_as_it_came_and_answered_202(
    door: Doorway, clock: FixedClock
) -> None:
    body = '{"title": "größer ☃"}'.encode()

    status = await door.post(body, headers(body, "a-guid", "issue_comment"))

    entry = await door.inbox.read("a-guid")
    assert status == 202
    assert entry is not None
    assert (entry.delivery.body, entry.delivery.event) == (body, "issue_comment")
    assert (entry.delivery.source, entry.delivery.received_at) == ("github", clock.at)
    assert (entry.attempt, entry.state) == (1, State.WAITING)
    assert _counted(door, 202) == 1


async def test_a_second_arrival_of_a_guid_gets_202_and_adds_nothing(door: Doorway) -> None:
    other = b'{"action":"edited"}'

    first = await door.deliver("a-guid")
    again = await door.post(other, headers(other, "a-guid"))

    entry = await door.inbox.read("a-guid")
    assert (first, again, await door.kept()) == (202, 202, 1)
    assert entry is not None
    assert (entry.delivery.body, entry.attempt) == (BODY, 1)


async def test_a_redelivery_of_a_dead_one_becomes_its_second_attempt(
    door: Doorway, clock: FixedClock
) -> None:
    await door.deliver("a-guid")
    await door.inbox.mark([("a-guid", 1)], State.DEAD, clock.at, "it failed for good")

    status = await door.deliver("a-guid")

    (entry,) = await door.inbox.waiting(10)
    assert status == 202
    assert (entry.delivery.id, entry.attempt, entry.reason) == ("a-guid", 2, "")


async def test_a_redelivery_of_a_finished_one_is_not_done_again(
    door: Doorway, clock: FixedClock
) -> None:
    await door.deliver("a-guid")
    await door.inbox.mark([("a-guid", 1)], State.DONE, clock.at)

    status = await door.deliver("a-guid")

    assert status == 202
    assert await door.inbox.waiting(10) == []


async def test_many_at_once_are_all_kept(door: Doorway) -> None:
    answers = await asyncio.gather(*(door.deliver(f"guid-{n}") for n in range(200)))

    assert set(answers) == {202}
    assert await door.kept() == 200


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 63,
        "sha256=" + "0" * 65,
        "sha256=" + "g" * 64,
        "sha1=" + "0" * 64,
        signature(BODY).removeprefix("sha256="),
        signature(BODY).upper(),
        signature(BODY) + " x",
        "sha256=" + "é" * 64,
        "sha256=" + "٣" * 64,
        signature(BODY + b" "),
        signature(BODY, "another secret"),
    ],
)
async def test_a_missing_malformed_or_wrong_signature_is_refused(
    one_door: Doorway, given: str | None
) -> None:
    sent = {name: value for name, value in GOOD.items() if name != "X-Hub-Signature-256"}
    if given is not None:
        sent["X-Hub-Signature-256"] = given

    assert await one_door.post(BODY, sent) == 401
    assert await one_door.kept() == 0
    assert _counted(one_door, 401) == 1


async def test_the_older_sha1_signature_alone_is_refused(one_door: Doorway) -> None:
    sent = {name: value for name, value in GOOD.items() if name != "X-Hub-Signature-256"}
    sent["X-Hub-Signature"] = "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()

    assert await one_door.post(BODY, sent) == 401
    assert await one_door.kept() == 0


async def test_a_signature_of_raw_latin_1_bytes_is_refused(one_door: Doorway) -> None:
    head = (
        b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        b"X-GitHub-Delivery: a\r\nX-GitHub-Event: issues\r\n"
        b"X-Hub-Signature-256: sha256=\xff\xfe\xe9\r\n\r\n{}"
    )

    answer = await _raw(one_door, head)

    assert answer.startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-GitHub-Delivery", None),
        ("X-GitHub-Delivery", ""),
        ("X-GitHub-Delivery", "g" * 101),
        ("X-GitHub-Delivery", "gu\u00efd"),
        ("X-GitHub-Event", None),
        ("X-GitHub-Event", ""),
        ("X-GitHub-Event", "e" * 61),
    ],
)
async def test_a_missing_or_malformed_header_is_refused(
    one_door: Doorway, name: str, value: str | None
) -> None:
    sent = {known: given for known, given in GOOD.items() if known != name}
    if value is not None:
        sent[name] = value

    assert await one_door.post(BODY, sent) == 400
    assert await one_door.kept() == 0


async def test_either_secret_opens_while_one_replaces_the_other(
    sqlite_url: str, clock: FixedClock
) -> None:
    async with doorway(sqlite_url, clock, secrets=("the new one", "ein älterer")) as door:
        answers = [
            await door.post(BODY, headers(BODY, f"guid-{secret!a}", secret=secret))
            for secret in ("the new one", "ein älterer", "a third")
        ]

    assert answers == [202, 202, 401]


async def test_the_body_is_not_parsed_at_the_door(one_door: Doorway) -> None:
    for n, body in enumerate((b"", b"no JSON", b"\xff\x00", b"[" * 100_000)):
        assert await one_door.post(body, headers(body, f"guid-{n}")) == 202

    assert await one_door.kept() == 4


async def test_a_form_encoded_body_is_taken_raw_and_dropped_later_not_answered_500(
    one_door: Doorway,
) -> None:
    body = b"payload=%7B%7D"
    sent = headers(body, "a-guid") | {"Content-Type": "application/x-www-form-urlencoded"}

    assert await one_door.post(body, sent) == 202


async def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(
    one_door: Doorway,
) -> None:
    answer = await _raw(one_door, _head(27 * 1024 * 1024))

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


async def test_a_body_that_grows_too_long_is_refused(one_door: Doorway) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(27):
            yield bytes(1024 * 1024)

    async with one_door.session.post(one_door.url, data=chunks(), headers=GOOD) as answer:
        assert answer.status == 413

    assert await one_door.kept() == 0


async def test_the_largest_body_github_sends_is_taken(one_door: Doorway) -> None:
    body = bytes(MAX_BODY)

    sent = headers(body, "a-guid")
    async with one_door.session.post(one_door.url, data=BytesIO(body), headers=sent) as answer:
        assert answer.status == 202


async def test_no_more_than_128_mib_come_in_at_a_time(one_door: Doorway) -> None:
    held = [await asyncio.open_connection(one_door.host, one_door.port) for _ in range(4)]
    for _reader, writer in held:
        writer.write(_head(MAX_BODY) + bytes(MAX_BODY - 1))
        await writer.drain()
    await _in_flight(one_door, 4 * (MAX_BODY - 1))

    large = BytesIO(bytes(MAX_BODY))
    async with one_door.session.post(one_door.url, data=large, headers=GOOD) as answer:
        refused, retry = answer.status, answer.headers.get("Retry-After")
    small = await one_door.deliver("a-small-one")

    assert (refused, retry) == (503, "60")
    assert small == 202
    for _reader, writer in held:
        writer.close()
        await writer.wait_closed()
    await _in_flight(one_door, 0)
    assert await one_door.deliver("another") == 202


async def test_what_is_announced_and_never_sent_shuts_nobody_out(one_door: Doorway) -> None:
    held = [await asyncio.open_connection(one_door.host, one_door.port) for _ in range(5)]
    lengths = [MAX_BODY] * 4 + [MAX_IN_FLIGHT - 4 * MAX_BODY]
    for (_reader, writer), length in zip(held, lengths, strict=True):
        writer.write(_head(length))
        await writer.drain()
    await asyncio.sleep(0.1)

    assert await one_door.deliver("a-small-one") == 202

    for _reader, writer in held:
        writer.close()
        await writer.wait_closed()


async def test_a_body_that_comes_too_slowly_is_given_up(sqlite_url: str, clock: FixedClock) -> None:
    async with doorway(sqlite_url, clock, read_seconds=0.05) as door:
        answer = await _raw(door, _head(100) + b'{"half":')

    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_sender_that_goes_away_half_way_leaves_nothing(one_door: Doorway) -> None:
    _reader, writer = await asyncio.open_connection(one_door.host, one_door.port)
    writer.write(_head(100) + b'{"half":')
    await writer.drain()
    await _in_flight(one_door, len(b'{"half":'))
    writer.close()
    await writer.wait_closed()

    await _in_flight(one_door, 0)
    assert await one_door.kept() == 0
    assert await one_door.deliver("a-guid") == 202


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "unheard-of"])
async def test_an_encoded_body_is_refused_though_what_it_holds_is_signed(
    one_door: Doorway, encoding: str
) -> None:
    packed = gzip.compress(BODY)
    head = _head(len(packed)).replace(
        b"Host:", b"Content-Encoding: " + encoding.encode() + b"\r\nHost:"
    )

    answer = await _raw(one_door, head + packed)

    assert answer.split(b" ")[1] == b"400"
    assert await one_door.kept() == 0


async def test_a_refusal_is_logged_with_its_reason_and_without_body_or_signature(
    one_door: Doorway,
) -> None:
    with capture_logs() as logged:
        await one_door.post(b'{"a": "private word"}', GOOD)

    (line,) = [entry for entry in logged if entry["event"] == "delivery_refused"]
    assert line == {
        "event": "delivery_refused",
        "log_level": "info",
        "status": 401,
        "why": "the signature does not fit the body",
    }


async def test_another_method_is_not_allowed(one_door: Doorway) -> None:
    async with one_door.session.get(one_door.url) as answer:
        assert answer.status == 405


def _head(length: int) -> bytes:
    lines = ["POST /webhook HTTP/1.1", "Host: x", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in GOOD.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _raw(door: Doorway, sent: bytes) -> bytes:
    """What the door answers to these bytes, to the end of the answer's head."""
    reader, writer = await asyncio.open_connection(door.host, door.port)
    writer.write(sent)
    await writer.drain()
    async with asyncio.timeout(5):
        answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return answer


async def _in_flight(door: Doorway, count: int) -> None:
    """Wait until that many bytes of bodies are half here."""
    async with asyncio.timeout(5):
        while door.door.in_flight != count:  # noqa: ASYNC110 # the door has nobody to tell
            await asyncio.sleep(0.005)
