from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.briefing import MOST_WORDS, briefing
from bot.learning.findings import Findings, find
from bot.parsing.contributing import Ways
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.kinds import Kind
from tests import builders
from tests.capabilities.awkward import TEXTS

BODY = """The second prompt stops the server. @ann saw it too, see #12.

- torch: 2.4.0
- Python: 3.11.4

```
Traceback (most recent call last):
  File "/home/me/serve.py", line 3, in <module>
    run()
  File "/usr/lib/python3/site-packages/kernels/core.py", line 9, in launch
    raise LaunchFailed("grid is empty")
kernels.errors.LaunchFailed: grid is empty
```
"""
WAYS = Ways("CONTRIBUTING.md", "CLA", "You must disclose AI-generated code.", "CONTRIBUTING.md")


def found(body: str) -> Findings:
    return find("t", body, "example-ai/engine", date(2026, 3, 2), RepositoryForms(()))


def test_a_briefing_says_what_runs_what_fails_what_is_missing_and_what_would_help() -> None:
    text = briefing(
        builders.issue(BODY, title="Second prompt stops the server"),
        found(BODY),
        builders.RELATED.threads,
        ("Version",),
        Kind.BUG,
        WAYS,
    )

    assert text.splitlines() == [
        "**Second prompt stops the server** (a bug report)",
        "> The second prompt stops the server. @\u200bann saw it too, see \\#\u200b12.",
        "- Fails: kernels.errors.LaunchFailed: grid is empty, innermost in kernels",
        "- Runs: torch 2.4.0; Python 3.11.4",
        "- Missing: Version",
        "- Maybe related: #3 (open), #2 (fixed in \\#\u200b4), #1 (open)",
        "- A good answer reproduces it with these versions, or says with which it does not happen; "
        "then the smallest case, or the commit that began it.",
        "- On AI the project says: “You must disclose AI\\-generated code.”",
        "- Read CONTRIBUTING.md first; code needs a signed CLA",
    ]


@pytest.mark.parametrize("kind", [None, *Kind])
def test_where_little_is_known_little_is_said(kind: Kind | None) -> None:
    text = briefing(builders.issue(""), Findings(), (), (), kind, Ways())

    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_awkward_text_stays_quoted_and_short(text: str) -> None:
    issue = builders.issue(text, title=text[:300])
    missing = [text[:200]] * 5

    said = briefing(issue, found(text[:20_000]), (), missing, None, WAYS)

    assert len(said.split()) <= MOST_WORDS
    assert all(line.startswith(("**", "> ", "- ")) for line in said.split("\n"))


@given(st.text(max_size=2_000), st.text(max_size=300))
def test_any_thread_can_be_briefed_in_150_words(body: str, title: str) -> None:
    issue = replace(builders.issue(body), title=title)

    assert len(briefing(issue, found(body), (), (title,), None, WAYS).split()) <= MOST_WORDS
