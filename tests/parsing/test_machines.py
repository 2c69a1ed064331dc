import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.machines import KNOWN, is_machine


@pytest.mark.parametrize(
    "login",
    [
        "bot",
        "my-bot",
        "example_bot",
        "ci",
        "example-ci",
        "k8s-ci-robot",
        "example-automation",
        "example-bot2",
        "scipy-gitbot",
        "pytorchmergebot",
        "pytorchbot",
        "rustbot",
        "vLLM-Bot",
        "GoogleBot",
        "Codecov-Commenter",
    ],
)
def test_names_of_machines_are_known_whatever_their_case(login: str) -> None:
    assert is_machine(login)


@pytest.mark.parametrize(
    "login",
    ["", "ann", "talbot", "abbott", "cabot", "botond", "robotham", "lucci", "ci-person", "b-o-t"],
)
def test_people_whose_names_contain_such_letters_stay_people(login: str) -> None:
    assert not is_machine(login)


@given(st.text(max_size=60))
def test_an_account_of_type_bot_is_one_whatever_its_name(login: str) -> None:
    assert is_machine(login, "Bot")


def test_well_known_machines_are_written_in_lower_case() -> None:
    assert {name.lower() for name in KNOWN} == KNOWN
    assert all(map(is_machine, KNOWN))
