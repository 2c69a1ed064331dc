from datetime import UTC, datetime
from typing import get_args, get_type_hints

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.deliveries import PAGE, WATCH, Delivery, Entry, State
from bot.intake.events import lane, understand
from bot.intake.kept_events import KINDS, delivery_of, read
from bot.vocabulary.events import (
    CommentCreated,
    Dropped,
    Event,
    LookDue,
    ThreadEvent,
    ThreadLabeled,
    ThreadReopened,
    ThreadUnlabeled,
    UndoAsked,
)
from tests.builders import AT, MAINTAINER, THREAD, opened
from tests.capabilities.awkward import TEXTS

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ENCODABLE = {name: text for name, text in TEXTS.items() if name != "lone surrogate"}

moments = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 # hypothesis wants naive bounds
MOMENTS = {datetime: moments, datetime | None: st.none() | moments}
kinds = [kind for kind in KINDS.values() if issubclass(kind, ThreadEvent)]


def events_of(kind: type[ThreadEvent]) -> st.SearchStrategy[ThreadEvent]:
    return st.builds(
        kind, **{name: MOMENTS.get(hint, ...) for name, hint in get_type_hints(kind).items()}
    )


thread_events = st.one_of(*map(events_of, kinds))


@pytest.mark.parametrize("kind", kinds, ids=lambda kind: kind.__name__)
@given(st.data())
def test_every_event_reads_back_as_it_was_kept(
    kind: type[ThreadEvent], data: st.DataObject
) -> None:
    event = data.draw(events_of(kind))
    delivery = delivery_of(event, WATCH, NOW)

    back = read(delivery.event, delivery.body)

    assert back == event
    assert type(back) is kind
    assert delivery_of(back, WATCH, NOW) == delivery


@given(thread_events, thread_events, moments)
def test_the_same_event_has_the_same_id_and_another_has_another(
    one: ThreadEvent, other: ThreadEvent, later: datetime
) -> None:
    assert delivery_of(one, WATCH, NOW).id == delivery_of(one, WATCH, later).id
    if one != other:
        assert delivery_of(one, WATCH, NOW).id != delivery_of(other, WATCH, NOW).id


def test_what_a_page_asks_for_reads_back_as_it_was_kept() -> None:
    event = UndoAsked(THREAD, MAINTAINER, AT, "label-added", "bug")
    kept = delivery_of(event, PAGE, NOW)

    assert understand(Entry(kept, 1, State.WAITING, "")) == event
    assert lane(event) == THREAD.lane


def test_an_event_becomes_a_delivery_of_watching() -> None:
    kept = delivery_of(ThreadReopened(THREAD, MAINTAINER, AT, False), WATCH, NOW)

    assert kept == Delivery(kept.id, "watch", "ThreadReopened", kept.body, NOW)
    assert kept.id.startswith("watch:")
    assert len(kept.id) == len("watch:") + 32


def test_two_kinds_with_the_same_facts_are_told_apart() -> None:
    """A label put on and taken off in one second are two events."""
    labeled = ThreadLabeled(THREAD, MAINTAINER, AT, False, "bug")
    unlabeled = ThreadUnlabeled(THREAD, MAINTAINER, AT, False, "bug")

    assert delivery_of(labeled, WATCH, NOW).body == delivery_of(unlabeled, WATCH, NOW).body
    assert delivery_of(labeled, WATCH, NOW).id != delivery_of(unlabeled, WATCH, NOW).id


@pytest.mark.parametrize("text", ENCODABLE.values(), ids=ENCODABLE)
def test_an_awkward_text_reads_back_as_it_was(text: str) -> None:
    event = CommentCreated(THREAD, MAINTAINER, AT, False, 9, MAINTAINER, text)

    delivery = delivery_of(event, WATCH, NOW)

    assert read(delivery.event, delivery.body) == event


def test_an_event_nobody_knows_is_dropped_with_its_name() -> None:
    assert read("issues", b"{}") == Dropped("nobody knows the event issues")
    assert isinstance(read("", b""), Dropped)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"thread":1}', b'{"thread":{"number":5}}']
)
def test_a_malformed_body_is_dropped_with_the_number_of_mistakes(body: bytes) -> None:
    found = read("ThreadReopened", body)

    assert isinstance(found, Dropped)
    assert found.reason.startswith("ThreadReopened: malformed, ")


@given(st.sampled_from(sorted(KINDS)), st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_read_or_dropped(name: str, body: bytes) -> None:
    assert isinstance(read(name, body), Dropped)


def test_a_drop_says_nothing_of_the_body() -> None:
    body = orjson.dumps({"thread": "a secret of somebody"})

    assert read("ThreadOpened", body) == Dropped("ThreadOpened: malformed, 4 mistakes")


def test_every_kind_of_event_is_known_by_its_name() -> None:
    assert set(KINDS.values()) == set(get_args(Event))
    assert KINDS["ThreadOpened"] is type(opened())
    assert KINDS["LookDue"] is LookDue
