"""Which labels a report's form and the owner files state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.area_signs import ANSWERED, OWNED, SIGNS, placed, signs, stated
from bot.parsing.owners import owners_of, read_triagebot
from tests import builders

OWNERS = owners_of(
    read_triagebot(
        '[autolabel."module: lora"]\ntrigger_files = ["engine/lora/"]\n'
        '[autolabel."module: cache"]\ntrigger_files = ["engine/cache/"]\n'
    )
)
LABELS = frozenset({"module: lora", "module: cache", "area/router", "bug", "stale"})


def said(body: str, labels: frozenset[str] = LABELS) -> dict[str, str]:
    return dict(stated(placed("It stops", body, OWNERS), labels))


@pytest.mark.parametrize("answer", ["router", "Router", "area/router", "router (all of it)"])
def test_an_answer_states_the_label_of_its_name(answer: str) -> None:
    assert said(builders.written({"Component": answer})) == {"area/router": ANSWERED}


def test_no_label_is_stated_that_does_not_exist() -> None:
    body = builders.written({"Component": "router", "Where": "See engine/lora/x.py."})

    assert said(body, frozenset({"bug"})) == {}


def test_a_kind_or_a_state_is_no_area_though_it_was_chosen() -> None:
    assert said(builders.written({"Category": "bug"})) == {}
    assert said(builders.written({"Category": "stale"})) == {}


def test_two_labels_of_one_name_are_a_tie() -> None:
    labels = LABELS | {"module: router"}

    assert said(builders.written({"Component": "router"}), labels) == {}
    assert said(builders.written({"Component": "area/router"}), labels) == {"area/router": ANSWERED}


def test_two_parts_may_be_chosen_and_not_three() -> None:
    two = builders.written({"Components": "router, cache"})
    three = builders.written({"Components": "router, cache, lora"})

    assert set(said(two)) == {"area/router", "module: cache"}
    assert said(three) == {}


def test_a_path_states_the_label_that_owner_files_give_it() -> None:
    assert said("It stops in engine/lora/layers.py.") == {"module: lora": OWNED}


def test_paths_of_two_owners_are_a_tie() -> None:
    assert said("It goes from engine/lora/layers.py to engine/cache/pages.py.") == {}


def test_what_was_chosen_goes_before_whose_files_are_named() -> None:
    body = builders.written({"Component": "router", "Where": "See engine/lora/x.py."})

    assert said(body) == {"area/router": ANSWERED}


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_report_and_label_can_be_held_against_each_other(body: str, label: str) -> None:
    report = placed(label, body, OWNERS)

    assert len(signs(label, report)) == len(SIGNS)
    assert set(stated(report, [label])) <= {label}
