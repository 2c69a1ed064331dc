import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.verdicts import verdicts
from bot.vocabulary.history import Activity, Kind
from tests.learning.rows import ANN, AUTHOR, ROBOT, at, deleted, did, edited


def said(
    hours: float,
    other: int,
    kind: Kind = Kind.SAME,
    actor: str | None = AUTHOR,
    member: bool = False,
) -> Activity:
    """The comment of that hour says it."""
    source = f"c{hours:g}"
    key = f"{source}@{int(at(hours).timestamp())}:{other}"
    association = "MEMBER" if member else ""
    return did(kind, hours, actor, key=key, detail=source, association=association)


def marked(hours: float, other: int, kind: Kind = Kind.SAME) -> Activity:
    return did(kind, hours, ANN, key=f"mark@{int(at(hours).timestamp())}:{other}")


def test_what_the_author_an_insider_or_githubs_mark_says_counts() -> None:
    found = verdicts({5: [said(1, 1)], 6: [said(1, 2, actor=ANN, member=True)], 7: [marked(1, 3)]})

    assert [found.same(5, 1), found.same(2, 6), found.same(7, 3)] == [True, True, True]
    assert found.same(5, 2) is None


@pytest.mark.parametrize("actor", [ANN, ROBOT, None])
def test_what_others_bots_and_nobody_say_does_not(actor: str | None) -> None:
    assert verdicts({5: [said(1, 1, actor=actor)]}).same(5, 1) is None


def test_what_is_the_same_as_one_third_is_the_same() -> None:
    found = verdicts({5: [said(1, 1)], 9: [said(1, 1)]})

    assert found.same(9, 5) is True
    assert [found.repeats(n) for n in (1, 5, 9, 4)] == [False, True, True, False]


def test_the_last_word_counts_in_whichever_thread_it_was_said() -> None:
    found = verdicts({5: [said(1, 1)], 1: [said(2, 5, Kind.DISTINCT)]})

    assert found.same(5, 1) is False
    assert not found.repeats(5)


def test_a_denied_pair_is_not_the_same_through_a_third() -> None:
    found = verdicts({5: [said(1, 1)], 9: [said(1, 1), said(2, 5, Kind.DISTINCT)]})

    assert found.same(9, 5) is False


def test_a_mark_that_was_taken_off_denies() -> None:
    assert verdicts({5: [marked(1, 1), marked(2, 1, Kind.DISTINCT)]}).same(1, 5) is False


@pytest.mark.parametrize("later", [edited(9, "c1"), deleted(9)])
def test_what_was_edited_away_or_deleted_was_not_said(later: Activity) -> None:
    assert verdicts({5: [said(1, 1), later]}).same(5, 1) is None


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 9), st.booleans()).filter(
            lambda row: row[0] != row[1]
        ),
        max_size=15,
    )
)
def test_sides_do_not_matter_and_only_what_was_said_is_judged(
    rows: list[tuple[int, int, int, bool]],
) -> None:
    threads: dict[int, list[Activity]] = {}
    for number, other, hours, is_same in rows:
        row = marked(hours, other, Kind.SAME if is_same else Kind.DISTINCT)
        threads.setdefault(number, []).append(row)

    found = verdicts(threads)

    named = {number for row in rows for number in row[:2]}
    for one in range(1, 7):
        for other in range(1, 7):
            assert found.same(one, other) == found.same(other, one)
            assert found.same(one, other) is None or {one, other} <= named
