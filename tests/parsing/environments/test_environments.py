from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parsing.environments import environment_of
from bot.parsing.environments.stretches import MAX_READ
from bot.parsing.environments.told import told
from bot.parsing.known_pairs import clashes
from bot.vocabulary.environments import Environment, Fact, Found, Gpu, Reading
from tests.parsing.environments.corpus import Case, cases, found

CASES = tuple(cases())
LINES = tuple(line for case in CASES for line in case.body.split("\n"))
PRECISION, RECALL = 0.99, 0.95
"""What the product promises for each field."""


def test_the_corpus_is_as_large_and_varied_as_promised() -> None:
    assert len(CASES) >= 60
    assert sum(case.file.startswith("held_out") for case in CASES) >= 20


def test_every_field_is_found_precisely_and_nearly_always() -> None:
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()

    for case in CASES:
        told_here = found(environment_of(case.body))
        for field in {*case.expected, *told_here}:
            expected = case.expected.get(field, frozenset())
            got = told_here.get(field, frozenset())
            right[field] += len(expected & got)
            wrong[field] += len(got - expected)
            missed[field] += len(expected - got)

    for field in {*right, *wrong, *missed}:
        assert right[field] >= PRECISION * (right[field] + wrong[field]), field
        assert right[field] >= RECALL * (right[field] + missed[field]), field


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_report_without_its_own_environment_tells_nothing(case: Case) -> None:
    environment = environment_of(case.body)

    assert environment.is_empty == (not case.expected)


def test_a_stronger_place_wins_and_the_others_are_kept() -> None:
    body = "I use torch 2.3.\n\n```\nPyTorch version: 2.4.1+cu121\nIs debug build: False\n```"

    torch = environment_of(body).packages["torch"]

    assert torch.value == "2.4.1+cu121"
    assert [(told.value, told.found) for told in torch.readings] == [
        ("2.4.1+cu121", Found.DUMP),
        ("2.3", Found.WORDS),
    ]


def test_two_machines_leave_a_field_unknown_and_both_values_kept() -> None:
    body = "Machine A: torch 2.3.1, works.\nMachine B: torch 2.4.0, hangs."

    torch = environment_of(body).packages["torch"]

    assert torch.is_contradicted
    assert {told.value for told in torch.readings} == {"2.3.1", "2.4.0"}


def test_a_value_told_more_exactly_is_no_contradiction() -> None:
    environment = environment_of("- OS: Ubuntu 22.04\n- OS: Ubuntu 22.04.3 LTS\n- CUDA: 12.1\n")

    assert environment.os == Fact(
        "Ubuntu 22.04.3",
        (Reading("Ubuntu 22.04", Found.LINE), Reading("Ubuntu 22.04.3", Found.LINE)),
    )


def test_the_heading_a_value_stood_under_is_kept() -> None:
    body = "### GPU\n\nA100\n\n### Describe the bug\n\nPython version: 3.11.4"

    python = environment_of(body).python

    assert python is not None
    assert python.readings[0].heading == "Describe the bug"


def test_a_quoted_dump_counts_where_nothing_else_stands() -> None:
    quoted = "> PyTorch version: 2.2.0\n> OS: Ubuntu 20.04"

    alone = environment_of(f"As asked:\n\n{quoted}")
    beside = environment_of(f"I have torch 2.5.1.\n\n{quoted}")

    assert alone.is_quoted
    assert alone.packages["torch"].readings[0].is_quoted
    assert not beside.is_quoted
    assert beside.os is None
    assert beside.packages["torch"].value == "2.5.1"


def test_the_title_tells_too() -> None:
    environment = environment_of("It crashes.", title="[Bug]: vLLM 0.6.3 crashes on 2xH100")

    assert environment.packages["vllm"].value == "0.6.3"
    assert environment.gpus == (Gpu("H100", 2, Found.WORDS),)


def test_what_is_told_is_short_and_inert() -> None:
    body = "torch 2.4.0+cu121, driver 535.104.05, 2 x A100\n\nOS: Ubuntu @someone 22.04 #12\n"

    strings = told(environment_of(body))

    assert strings == (
        "torch 2.4.0\\+cu121",
        "2 × A100",
        "torch for CUDA 12.1",
        "driver 535.104.05",
        "Ubuntu",
    )
    assert told(Environment()) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "torch==2.4.0\n", "GPU 0: NVIDIA A100\n", "| a | b |\n", "> > > quoted\n", "CUDA 12.1 and ",
        "torch 2.4 ", "Linux ", "x: 1, ", "((((", "`", "1.1.", "\u200b\u202e\x00", "```\n", "\n",
        "|   0  NVIDIA A100  On  | \n", "a.b/c:d ", "Successfully installed torch-2.4.0 ",
        "gcc (Ubuntu 1", "- [ ] ", "e.g. ",
    ],
)  # fmt: skip
def test_of_a_megabyte_only_the_beginning_is_read(piece: str) -> None:
    body = piece * (1_000_000 // len(piece))

    assert environment_of(body) == environment_of(body[:MAX_READ])


@given(st.text(max_size=400))
def test_any_text_can_be_read(body: str) -> None:
    environment = environment_of(body, title=body)

    clashes(environment)
    told(environment)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LINES), max_size=60), st.sampled_from(["\n", "\n> ", "\r\n"]))
def test_lines_of_dumps_in_any_order_can_be_read(some: list[str], between: str) -> None:
    environment = environment_of(between.join(some))

    clashes(environment)
    assert all(len(string) <= 200 for string in told(environment))


@settings(max_examples=60)
@given(st.sampled_from(CASES), st.integers(min_value=0, max_value=2_000))
def test_a_dump_cut_off_anywhere_tells_no_other_python(case: Case, at: int) -> None:
    whole = environment_of(case.body).python
    cut = environment_of(case.body[:at]).python

    if whole is None or cut is None or None in (whole.value, cut.value):
        return
    told_by_whole = {reading.value for reading in whole.readings}
    assert any(value.startswith(cut.value or "") for value in told_by_whole)
