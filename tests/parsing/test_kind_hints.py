"""What forms say of a report's kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing import kind_hints
from bot.vocabulary.kinds import Kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("[Bug]: it stops", Kind.BUG),
        ("Eval bug: gibberish", Kind.BUG),
        ("Feature Request: a flag", Kind.FEATURE),
        ("[Usage]: two models at once", Kind.QUESTION),
        ("[Doc]: a page is gone", Kind.DOCS),
        ("[Installation]: no wheel", Kind.INSTALLATION),
        ("[RFC]: a new scheduler", Kind.DISCUSSION),
    ],
)
def test_a_prefix_hints_at_a_kind(title: str, kind: Kind) -> None:
    found = kind_hints.of_title(title)

    assert found is kind


@pytest.mark.parametrize("title", ["it stops", "[Bug][Feature] both", "[Core] it stops", ""])
def test_a_title_without_one_clear_prefix_hints_at_nothing(title: str) -> None:
    found = kind_hints.of_title(title)

    assert found is None


def test_headings_of_one_form_hint_at_its_kind() -> None:
    found = kind_hints.of_headings(["Your current environment", "🐛 Describe the bug"])

    assert found is Kind.BUG


def test_an_environment_beside_a_question_hints_at_the_question() -> None:
    found = kind_hints.of_headings(["Your current environment", "How would you like to use vllm"])

    assert found is Kind.QUESTION


def test_headings_of_two_forms_hint_at_nothing() -> None:
    found = kind_hints.of_headings(["Describe the bug", "Describe the solution you'd like"])

    assert found is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("### Issue type\n\nBug\n\n### Source\n\nbinary", Kind.BUG),
        ("Type: <b>Feature Request</b>\n\nA flag.", Kind.FEATURE),
        ("**Do you want to request a *feature* or report a *bug*?**\nFeature", Kind.FEATURE),
        ("### Issue type\n\nOthers", None),
        ("It stops.", None),
    ],
)
def test_what_the_writer_chose_in_a_form_is_read(body: str, kind: Kind | None) -> None:
    found = kind_hints.stated(body)

    assert found is kind


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    found = (kind_hints.of_title(text), kind_hints.stated(text), kind_hints.of_headings([text]))

    assert all(kind is None or isinstance(kind, Kind) for kind in found)
