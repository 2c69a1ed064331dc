import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.contributing import LONGEST, Ways, ways

GUIDE = """# Contributing

Thanks! Please sign our Contributor License Agreement before your first pull request.

## AI

You may use AI tools, but you must disclose AI-generated code in the pull request.
We answer questions in the forum.
"""


def test_a_guide_tells_its_agreement_and_what_holds_for_ai() -> None:
    assert ways({"CONTRIBUTING.md": GUIDE, "README.md": "DCO"}) == Ways(
        "CONTRIBUTING.md",
        "CLA",
        "You may use AI tools, but you must disclose AI-generated code in the pull request.",
        "CONTRIBUTING.md",
    )


@pytest.mark.parametrize(
    ("text", "agreement"),
    [
        ("All commits must carry a Signed-off-by line.", "DCO"),
        ("We use the Developer Certificate of Origin.", "DCO"),
        ("We do not require a CLA.", ""),
        ("No CLA needed.", ""),
        ("We cannot take pull requests without a signed CLA.", "CLA"),
        ("Declare your class. Clap if you like it.", ""),
        ("```\ngit commit -s  # Signed-off-by\n```", ""),
    ],
)
def test_agreements_are_told_apart(text: str, agreement: str) -> None:
    assert ways({".github/CONTRIBUTING.md": text}).agreement == agreement


@pytest.mark.parametrize(
    "text",
    [
        "This is a library for generative AI.",
        "Our AI models should be fast.",
        "AI infrastructure needs many hands.",
    ],
)
def test_what_a_project_is_about_is_no_policy(text: str) -> None:
    assert ways({"CONTRIBUTING.md": text}).ai_file == ""


def test_a_policy_of_its_own_counts_before_the_guide() -> None:
    found = ways({"CONTRIBUTING.md": GUIDE, "AI_POLICY.md": "# Policy\nWork must be your own."})

    assert (found.ai_policy, found.ai_file) == ("Work must be your own.", "AI_POLICY.md")


def test_a_long_rule_is_named_not_cut() -> None:
    rule = f"AI-generated pull requests must not {'really ' * 40}be sent."

    found = ways({"CONTRIBUTING.md": rule})

    assert (found.ai_policy, found.ai_file) == ("", "CONTRIBUTING.md")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert len(ways({"CONTRIBUTING.md": text}).ai_policy) <= LONGEST
