import io
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.odds import BRIEFED_AT, SHOWN_AT
from bot.learning.similar import TEMPLATE_AT, Outdated, Reports, loads
from bot.vocabulary.likeness import Report
from tests.capabilities.awkward import TEXTS
from tests.learning.reports import SUBJECTS, report, trace, unlike

ERROR = "IndexError: page table of an empty batch has no rows"


def index(*reports: Report) -> Reports:
    made = Reports()
    for one in reports:
        made.add(one)
    return made


def numbers(made: Reports, asked: Report) -> list[int]:
    return [found.number for found in made.query(asked)]


words = st.sampled_from(sorted({word for subject in SUBJECTS for word in subject}))
texts = st.lists(words, min_size=1, max_size=8).map(" ".join)
some_reports = st.lists(st.tuples(texts, texts, st.integers(0, 20)), min_size=1, max_size=12).map(
    lambda rows: [report(n, title, body, days) for n, (title, body, days) in enumerate(rows, 1)]
)


def test_the_same_crash_told_in_other_words_is_found_first() -> None:
    crash = report(90, "Engine dies when nothing is scheduled", trace("ann", 41, ERROR))
    again = report(99, "server stops overnight", "Since today:\n" + trace("bob", 57, ERROR))

    found = index(*unlike(60), crash).query(again)

    assert found[0].number == 90
    assert found[0].errors == (f"{ERROR} (at 0x7f57a0)",)
    assert found[0].probability > 5 * found[1].probability


def test_a_copy_is_more_likely_the_same_than_a_neighbour_in_subject() -> None:
    told = "The page table is read before the batch is filled, so rank zero waits for ever."
    first = report(90, "Deadlock in page table of rank zero", told)
    made = index(*unlike(60), first)

    copy = made.query(report(91, "Deadlock in page table, rank zero", told))[0]
    near = made.query(report(91, "Page table could use less memory", "It is large."))[0]

    assert copy.number == near.number == 90
    assert copy.probability >= SHOWN_AT > BRIEFED_AT > near.probability


def test_a_title_with_a_number_changed_is_less_likely_the_same() -> None:
    made = index(*unlike(60), report(90, "Upgrade the pinned compiler to 3.1"))

    same = made.query(report(91, "Upgrade the pinned compiler to 3.1"))[0]
    next_one = made.query(report(91, "Upgrade the pinned compiler to 3.2"))[0]

    assert same.number == next_one.number == 90
    assert same.probability > 2 * next_one.probability


def test_a_signature_ties_reports_that_share_no_word() -> None:
    made = index(*unlike(40), report(90, "It breaks", "", signature="f00d"))

    found = made.query(report(91, "Absturz beim Laden", "Gestern ging es.", signature="f00d"))

    assert [one.number for one in found] == [90]
    assert found[0].same_signature
    assert found[0].errors == ()


def test_only_older_reports_are_candidates() -> None:
    told = "Rank zero waits for ever"
    made = index(report(1, told, days=1), report(2, told, days=2), report(3, told, days=3))

    assert numbers(made, report(2, told, days=2)) == [1]
    assert numbers(made, report(9, told, days=0)) == []


def test_of_two_reports_of_one_moment_the_lower_number_is_older() -> None:
    made = index(report(1, "Rank zero waits", days=1), report(2, "Rank zero waits", days=1))

    assert numbers(made, report(2, "Rank zero waits", days=1)) == [1]
    assert numbers(made, report(1, "Rank zero waits", days=1)) == []


def test_a_report_is_never_its_own_candidate() -> None:
    told = report(5, "Rank zero waits for ever")
    made = index(*unlike(8, first=10), told)

    moved = replace(told, created_at=told.created_at + timedelta(days=400))

    assert 5 not in numbers(made, told) + numbers(made, moved)


def test_who_asks_says_which_candidates_may_be_shown() -> None:
    told = "Rank zero waits for ever"
    made = index(*(report(number, told) for number in range(1, 6)))

    found = made.query(report(9, told), among=lambda number: number % 2 == 0)

    assert sorted(one.number for one in found) == [2, 4]


def test_an_edit_replaces_what_the_report_said() -> None:
    made = index(*unlike(8), report(90, "Tokenizer eats emoji"))
    made.add(report(90, "Rank zero waits for ever"))

    assert 90 not in numbers(made, report(99, "emoji eaten"))
    assert numbers(made, report(99, "rank zero waits"))[0] == 90
    assert len(made) == 9


def test_a_form_does_not_make_everything_alike() -> None:
    # kubestellar/console#3151: short reports under one form were all "duplicates" of each other.
    form = (
        "### Describe the bug\n\n{}\n\n### To reproduce\n\n1. Go to the page\n2. See the error\n\n"
        "### Expected behaviour\n\nA clear and concise description of what you expected.\n"
    )
    filled = [replace(one, body=form.format(one.body)) for one in unlike(3 * TEMPLATE_AT)]
    made = index(*filled)
    terse = report(99, "Zoom is blurry", form.format("Since Monday."))

    found = made.query(terse)

    assert all(one.probability < 0.05 for one in found)
    assert not {word for one in found for word in one.words} & {"concise", "reproduce", "behaviour"}


def test_an_environment_does_not_make_reports_alike() -> None:
    dump = "\n".join(f"[pip3] package-{n}==1.{n}.0" for n in range(30))
    one = report(90, "Zoom is blurry", f"```\n{dump}\n```")
    other = report(91, "Cannot log in", f"```\n{dump}\n```")

    assert numbers(index(*unlike(20), one), other) == []


def test_nothing_is_found_where_nothing_is_known_or_said() -> None:
    assert Reports().query(report(1, "Rank zero waits")) == ()
    assert index(*unlike(5)).query(report(99, "", "")) == ()


@settings(max_examples=25, deadline=None)
@given(some_reports, st.data())
def test_the_order_of_adding_does_not_matter(reports: list[Report], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(reports))

    one_way, other_way = index(*reports), index(*mixed)

    assert one_way.dumps() == other_way.dumps()
    assert [one_way.query(one) for one in reports] == [other_way.query(one) for one in reports]


@settings(max_examples=25, deadline=None)
@given(some_reports, some_reports)
def test_a_removal_leaves_no_trace(kept: list[Report], gone: list[Report]) -> None:
    gone = [replace(one, number=one.number + 100) for one in gone]
    made = index(*(one for both in zip(kept, gone, strict=False) for one in both), *gone, *kept)
    for one in gone:
        made.remove(one.number)

    assert made.dumps() == index(*kept).dumps()
    assert [made.query(one) for one in kept] == [index(*kept).query(one) for one in kept]


@settings(max_examples=25, deadline=None)
@given(some_reports)
def test_adding_twice_is_adding_once(reports: list[Report]) -> None:
    assert index(*reports, *reports).dumps() == index(*reports).dumps()


@settings(max_examples=25, deadline=None)
@given(some_reports)
def test_what_is_stored_comes_back(reports: list[Report]) -> None:
    made = index(*reports)

    again = loads(made.dumps())
    again.add(report(500, "one more", "of all"))
    again.remove(500)

    assert again.dumps() == made.dumps()
    assert [again.query(one) for one in reports] == [made.query(one) for one in reports]


@settings(max_examples=25, deadline=None)
@given(some_reports)
def test_asking_before_or_after_taking_in_is_all_one(reports: list[Report]) -> None:
    *others, last = reports

    assert index(*others).query(last) == index(*reports).query(last)


def test_an_edited_report_is_asked_about_by_its_new_words() -> None:
    made = index(*unlike(20), report(80, "Rank zero waits"), report(90, "Something is odd"))

    found = made.query(report(90, "Rank zero waits"))

    assert found[0].number == 80


def test_what_another_version_stored_is_refused() -> None:
    with np.load(io.BytesIO(index(*unlike(3)).dumps())) as file:
        arrays = {name: file[name] for name in file}
    arrays["about"] = np.frombuffer(b'{"version": 0}', np.uint8)
    out = io.BytesIO()
    np.savez(out, **arrays)

    with pytest.raises(Outdated):
        loads(out.getvalue())


def test_what_is_stored_holds_no_words() -> None:
    stored = index(report(1, "Xylophone", "quixotic zugzwang")).dumps()

    assert not any(word in stored.lower() for word in (b"xylophone", b"quixotic", b"zugzwang"))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_probabilities_are_probabilities(title: str, body: str) -> None:
    asked = report(99, title, body)

    found = index(*unlike(10), report(50, title, body)).query(asked)

    assert all(0 <= one.probability <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize("body", TEXTS.values(), ids=TEXTS)
def test_awkward_text_is_read_and_found_again(body: str) -> None:
    made = index(*unlike(5), report(90, "Rank zero waits for ever", body))

    found = made.query(report(91, "Rank zero waits for ever", body))

    assert found[0].number == 90
