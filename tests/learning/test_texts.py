from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.texts import Mention, Texts, forgotten, source_of
from bot.vocabulary.history import Activity, Kind
from tests.learning.rows import (
    ANN,
    AUTHOR,
    BEN,
    at,
    commanded,
    deleted,
    did,
    edited,
    mentioned,
    opened,
    pasts,
    reviewed,
    said,
)


def test_each_text_has_one_source() -> None:
    given = {
        opened(): "body",
        said(1, key="7"): "c7",
        did(Kind.REVIEWED, 1, key="7"): "r7",
        did(Kind.CODE_COMMENTED, 1, key="7"): "v7",
        edited(1, "c7"): "c7",
        mentioned(1, BEN, "r7"): "r7",
        commanded(1, "v7"): "v7",
    }

    assert {row: source_of(row) for row in given} == given


@pytest.mark.parametrize("kind", [Kind.CLOSED, Kind.LABELED, Kind.DISMISSED, Kind.UNCOMMENTED])
def test_what_is_no_text_has_no_source(kind: Kind) -> None:
    assert source_of(did(kind, 1)) is None


def test_a_mention_counts_from_the_writing_of_its_text() -> None:
    written = said(1, AUTHOR)
    rows = [written, mentioned(1, BEN, "c1")]

    assert Texts(rows).mentions() == [Mention("@ben", "c1", written, None)]


def test_a_mention_that_was_edited_in_counts_from_the_writing_too() -> None:
    written = said(1, AUTHOR)
    rows = [written, edited(5, "c1"), mentioned(5, BEN, "c1")]

    assert Texts(rows).mentions() == [Mention("@ben", "c1", written, None)]


def test_a_mention_ends_with_the_first_version_without_it() -> None:
    written = opened()
    rows = [written, mentioned(0, BEN, "body"), edited(3, "body"), edited(4, "body")]

    assert Texts(rows).mentions() == [Mention("@ben", "body", written, at(3))]


def test_a_mention_that_went_away_and_came_back_stands_all_the_time() -> None:
    written = said(1, AUTHOR)
    back = [edited(3, "c1"), mentioned(3, BEN, "c1")]
    rows = [written, mentioned(1, BEN, "c1"), edited(2, "c1"), *back]

    assert Texts(rows).mentions() == [Mention("@ben", "c1", written, None)]


def test_a_mention_ends_when_its_comment_is_deleted() -> None:
    written = said(1)
    rows = [written, mentioned(1, BEN, "c1"), deleted(4)]

    assert Texts(rows).mentions() == [Mention("@ben", "c1", written, at(4))]
    assert Texts(rows).deleted_at("c1") == at(4)
    assert Texts(rows).deleted_at("body") is None


def test_a_mention_edited_away_ends_then_though_its_comment_is_deleted_later() -> None:
    rows = [said(1), mentioned(1, BEN, "c1"), edited(2, "c1"), deleted(4)]

    assert [mention.gone_at for mention in Texts(rows).mentions()] == [at(2)]


def test_a_mention_of_a_text_nobody_told_of_is_none_yet() -> None:
    assert Texts([mentioned(1, BEN, "c1"), edited(2, "c1")]).mentions() == []


def test_versions_of_one_text_do_not_end_the_mentions_of_another() -> None:
    rows = [said(1), said(1, key="2"), mentioned(1, BEN, "c1"), edited(3, "c2")]

    assert [mention.gone_at for mention in Texts(rows).mentions()] == [None]


@pytest.mark.parametrize(
    ("rows", "answers"),
    [
        ([said(1)], True),
        ([said(1), commanded(1, "c1")], False),
        ([said(1), commanded(1, "c1"), edited(2, "c1")], True),
        ([said(1), edited(2, "c1"), commanded(2, "c1")], False),
        ([said(1), deleted(2)], False),
        ([said(1), said(1, key="2"), commanded(1, "c2"), deleted(2, "2")], True),
        ([said(1), mentioned(1, BEN, "c1"), commanded(1, "c1")], False),
    ],
)
def test_a_comment_answers_when_it_stands_and_its_newest_version_is_said_to_people(
    rows: list[Activity], answers: bool
) -> None:
    assert Texts(rows).answers("c1") is answers


def test_github_forgets_deleted_comments_and_earlier_versions() -> None:
    kept = {
        opened(),
        said(1, key="1"),
        edited(3, "c1"),
        mentioned(3, ANN, "c1"),
        reviewed(2),
        did(Kind.CLOSED, 5),
    }
    lost = {
        mentioned(1, BEN, "c1"),
        edited(2, "c1"),
        commanded(2, "c1"),
        said(1, key="2"),
        mentioned(1, BEN, "c2"),
        deleted(4, "2"),
        did(Kind.REACTED, 4, key="2:+1:ann"),
        did(Kind.GONE, 9, key=""),
    }

    assert forgotten([*kept, *lost]) == lost


def test_comments_on_code_are_forgotten_alike() -> None:
    written = did(Kind.CODE_COMMENTED, 1, key="3")
    gone = did(Kind.CODE_UNCOMMENTED, 2, key="3", detail="v3")

    assert forgotten([written]) == frozenset()
    assert forgotten([written, said(1, key="3"), gone]) == {written, gone}


@given(pasts, st.randoms(use_true_random=False))
def test_any_order_of_rows_gives_the_same_texts(rows: tuple[Activity, ...], chance: Random) -> None:
    mixed = chance.sample([*rows, *rows], k=2 * len(rows))

    assert set(Texts(mixed).mentions()) == set(Texts(rows).mentions())
    assert forgotten(mixed) == forgotten(rows)


@given(pasts)
def test_a_mention_never_ends_before_its_text_was_written(rows: tuple[Activity, ...]) -> None:
    for mention in Texts(rows).mentions():
        assert mention.gone_at is None or mention.gone_at > mention.text.at


@given(pasts)
def test_nothing_is_forgotten_twice(rows: tuple[Activity, ...]) -> None:
    left = [row for row in rows if row not in forgotten(rows)]

    assert forgotten(left) == frozenset()
