from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.wordings import LONGEST_BODY, nameless, unpacked, wording
from bot.vocabulary.events import ThreadEdited, ThreadOpened
from bot.vocabulary.people import Person
from tests.learning.rows import NAMES, START, THREAD

OPENER = Person(1, "author", "User")
LATER = START + timedelta(hours=1)


def opened(**changes: Any) -> ThreadOpened:
    given: dict[str, Any] = {"title": "It stops", "body": "At once.", "opener": OPENER}
    return ThreadOpened(THREAD, OPENER, START, False, **given | changes)


def edited(body: str) -> ThreadEdited:
    given: dict[str, Any] = {"title": "It stops", "body": body, "opener": OPENER}
    return ThreadEdited(THREAD, OPENER, LATER, False, None, "At once.", opened_at=START, **given)


def test_the_last_version_counts_in_whatever_order_they_come() -> None:
    both = [edited("After a minute."), opened()]

    found = wording(both, None, NAMES)

    assert found == wording(reversed(both), None, NAMES)
    assert found is not None
    assert (found.title, unpacked(found.packed)) == ("It stops", "After a minute.")
    assert (found.author, found.opened_at, found.at) == (NAMES.person(1), START, LATER)


def test_what_was_read_of_the_past_is_the_version_of_that_time() -> None:
    found = wording([opened()], LATER, NAMES)

    assert found is not None
    assert found.at == LATER


def test_pull_requests_are_not_kept() -> None:
    assert wording([replace(opened(), is_pull_request=True)], None, NAMES) is None
    assert wording([], None, NAMES) is None


def test_nobody_is_named_in_what_is_kept() -> None:
    body = "@ann said so, write to ann.b@example.org or @Ann; `@jit` is code."

    assert nameless(body) == "@ said so, write to example.org or @; `@jit` is code."


def test_thousands_of_mentions_are_taken_out() -> None:
    body = " ".join(f"@somebody{n}" for n in range(3_000))

    assert set(nameless(body)) == {"@", " "}


@given(st.text())
def test_any_text_is_kept_but_for_what_cannot_be(body: str) -> None:
    found = wording([opened(body=body)], None, NAMES)

    assert found is not None
    assert "\0" not in unpacked(found.packed)
    assert len(unpacked(found.packed)) <= LONGEST_BODY
