"""Whatever the bytes, the answer is an event or the reason why nobody needs it."""

from datetime import UTC, datetime
from typing import Any, get_args

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake import events, fields
from bot.intake.deliveries import POLL, Delivery, Entry, State
from bot.intake.kept_events import KINDS
from bot.vocabulary.events import CommentEdited, Dropped, Event
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REPOSITORY = {"id": 7, "full_name": "example-ai/engine", "private": False}
SENDER = {"id": 1, "login": "a-reporter", "type": "User"}
ISSUE = {"number": 5, "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T09:00:00Z"}

WHOLE = {
    "action": "opened",
    "repository": REPOSITORY,
    "sender": SENDER,
    "installation": {"id": 77, "account": SENDER, "permissions": {}, "created_at": 1_700_000_000},
    "issue": ISSUE,
    "pull_request": ISSUE,
    "comment": {"id": 9, "body": "text", "user": SENDER, **ISSUE},
    "review": {"id": 3, "state": "approved", "submitted_at": "2026-03-02T09:00:00Z"},
    "label": {"name": "bug"},
}

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-02"])
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=8,
)
ACTIONS = st.sampled_from(
    ["opened", "edited", "closed", "labeled", "unlabeled", "assigned", "transferred", "created"]
) | st.sampled_from(
    ["deleted", "submitted", "dismissed", "review_requested", "added", "never_heard_of"]
)


def _paths(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [path, *(below for key in value for below in _paths(value[key], (*path, key)))]


def _replaced(value: Any, path: tuple[str, ...], other: Any) -> Any:
    if not path:
        return other
    return {**value, path[0]: _replaced(value[path[0]], path[1:], other)}


def an_entry(body: bytes, event: str = "issues", source: str = "github") -> Entry:
    return Entry(Delivery("a-guid", source, event, body, AT), 1, State.WAITING, "")


def is_answer(found: object) -> bool:
    return isinstance(found, (Dropped, *get_args(Event)))


@given(st.binary(max_size=300), st.sampled_from(sorted(events.PARSERS)))
def test_any_bytes_are_understood_or_dropped(body: bytes, event: str) -> None:
    assert is_answer(events.understand(an_entry(body, event)))


@given(VALUES, st.sampled_from([*sorted(events.PARSERS), *sorted(KINDS)]), st.booleans())
def test_any_json_is_understood_or_dropped(value: Any, event: str, polled: bool) -> None:
    body = orjson.dumps(value)

    found = events.understand(an_entry(body, event, POLL if polled else "github"))

    assert is_answer(found)


@given(st.data(), ACTIONS, st.sampled_from(sorted(events.PARSERS)))
def test_a_payload_with_one_strange_value_is_understood_or_dropped(
    data: st.DataObject, action: str, event: str
) -> None:
    whole = WHOLE | {"action": action, "changes": {"body": {"from": "old"}}}
    path = data.draw(st.sampled_from(_paths(whole)))
    body = orjson.dumps(_replaced(whole, path, data.draw(VALUES)))

    found = events.understand(an_entry(body, event))

    assert is_answer(found)
    if not isinstance(found, Dropped):
        assert "/" in events.lane(found)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is not JSON"),
        (b"no JSON", "the body is not JSON"),
        (b"\xff\xfe", "the body is not JSON"),
        (b"payload=%7B%7D", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b"[]", "the body is not a JSON object"),
        (b"{}", "issues: malformed, no issue"),
        (b'{"issue":{"number":1}}', "issues: malformed, no action"),
    ],
)
def test_what_cannot_be_understood_is_dropped_with_the_reason(body: bytes, reason: str) -> None:
    assert events.understand(an_entry(body)) == Dropped(reason)


def test_an_installation_whose_repositories_are_no_list_is_dropped_with_the_reason() -> None:
    installation = {
        "id": 1,
        "account": {"id": 2, "login": "example-ai", "type": "Organization"},
        "permissions": {},
        "updated_at": "2026-03-02T09:00:00Z",
    }
    payload = {"action": "created", "installation": installation, "repositories": 5}

    found = events.parse("installation", payload)

    assert found == Dropped("installation: malformed, repositories is no list")


def test_an_event_nobody_needs_is_dropped_by_its_name() -> None:
    assert events.parse("star", {"action": "created"}) == Dropped("nobody needs star")


def test_a_person_is_none_where_github_names_nobody() -> None:
    assert fields.person(None) is None
    assert fields.person({"login": "ghost"}) is None
    assert fields.person({"id": 3, "login": "x[bot]", "type": "Bot"}) == Person(3, "x[bot]", "Bot")
    assert fields.person({"id": 3, "login": "x", "type": "Alien"}) == Person(3, "x", "User")


@pytest.mark.parametrize(
    "given",
    [
        "2026-03-02T09:00:00Z",
        "2026-03-02T10:00:00+01:00",
        "2026-03-02T09:00:00",
        1_772_442_000,
    ],
)
def test_a_time_is_utc_however_it_is_written(given: object) -> None:
    assert fields.instant({"at": given}, "at") == AT


@pytest.mark.parametrize(
    "given",
    [None, "", "yesterday", True, 10**30, -(10**30), "0001-01-01T00:00:00+14:00", [], 1.5],
)
def test_what_is_no_time_is_malformed(given: object) -> None:
    with pytest.raises(fields.Malformed):
        fields.instant({"at": given}, "at")


def test_a_thread_is_known_by_the_repositorys_number_and_its_own() -> None:
    found = fields.thread(WHOLE, ISSUE)

    assert found == Thread(Repository(7, "example-ai", "engine", 77, is_private=False), 5)
    assert found.lane == "7/5"


def test_an_edit_that_does_not_say_what_stood_before_says_so() -> None:
    payload = {**WHOLE, "action": "edited", "changes": {"body": {}}}

    event = events.parse("issue_comment", payload)

    assert isinstance(event, CommentEdited)
    assert event.body_before is None
