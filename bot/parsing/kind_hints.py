"""What a report's form says of its kind: its title's prefix, its headings, a question's answer.

Headings are those of the forms of vllm, sglang, llama.cpp, pytorch, DeepSpeed, transformers,
tensorflow, react, vscode and of GitHub's own templates. Hints that differ are a tie: none.
"""

import re
from collections.abc import Iterable, Mapping

from bot.parsing.label_names import kind_named
from bot.parsing.markdown import folded
from bot.parsing.titles import prefix
from bot.vocabulary.kinds import Kind

_HEADINGS: Mapping[str, Kind] = {
    "describe the bug": Kind.BUG,
    "your current environment": Kind.BUG,
    "current behavior": Kind.BUG,
    "current behaviour": Kind.BUG,
    "steps to reproduce": Kind.BUG,
    "expected behavior": Kind.BUG,
    "to reproduce": Kind.BUG,
    "reproduction": Kind.BUG,
    "name and version": Kind.BUG,
    "first bad commit": Kind.BUG,
    "problem description steps to reproduce": Kind.BUG,
    "repro steps": Kind.BUG,
    "how often does this bug happen": Kind.BUG,
    "actual behavior": Kind.BUG,
    "feature request": Kind.FEATURE,
    "feature description": Kind.FEATURE,
    "the feature motivation and pitch": Kind.FEATURE,
    "describe the solution you d like": Kind.FEATURE,
    "describe alternatives you ve considered": Kind.FEATURE,
    "is your feature request related to a problem please describe": Kind.FEATURE,
    "possible implementation": Kind.FEATURE,
    "your contribution": Kind.FEATURE,
    "describe the feature": Kind.FEATURE,
    "the model to consider": Kind.FEATURE,
    "how would you like to use vllm": Kind.QUESTION,
    "your question": Kind.QUESTION,
    "question": Kind.QUESTION,
    "the doc issue": Kind.DOCS,
    "describe the issue linked to the documentation": Kind.DOCS,
    "issue with current documentation": Kind.DOCS,
    "suggest a potential alternative fix": Kind.DOCS,
    "how you are installing vllm": Kind.INSTALLATION,
    "proposal to improve performance": Kind.PERFORMANCE,
    "report of performance regression": Kind.PERFORMANCE,
    "misc discussion on performance": Kind.PERFORMANCE,
    "proposed change": Kind.DISCUSSION,
    "feedback period": Kind.DISCUSSION,
    "background description": Kind.DISCUSSION,
}
_WEAK = frozenset(("your current environment",))
"""Stands in several forms of one repository: a hint only where nothing else is."""

_ASKS_FOR_TYPE = frozenset(
    (
        "issue type", "type", "type of issue", "kind", "kind of issue", "issue kind", "bug type",
        "what kind of issue is this", "do you want to request a feature or report a bug",
    )
)  # fmt: skip
_TYPED = re.compile(
    r"^\s{0,3}\**type\**\s{0,3}:\s{0,3}(?:<b>|\*\*)?\s{0,3}([\w /-]{2,40})", re.I | re.M
)
_TEMPLATE = re.compile(
    r"<!--[^>]{0,200}?\b(bug|feature|question|docs?|documentation|performance|support)"
    r"[ _-]{1,2}(?:report|request|issue|reporting)?[ _-]{0,2}(?:template|section)?\b",
    re.IGNORECASE,
)
"""Hidden words with which templates mark themselves: "<!-- feature_request_template -->"."""
_LINES_READ = 400


def of_title(title: str) -> Kind | None:
    """The kind of a prefix such as "[Bug]: " or "Feature Request: "."""
    front = prefix(title[:200])
    found = {kind_named(part) for part in re.split(r"[\[\]【】:：]", front) if part.strip()} - {
        None
    }
    return found.pop() if len(found) == 1 else None


def of_headings(headings: Iterable[str]) -> Kind | None:
    """The kind that the form with these headings is for."""
    keys = {folded(heading[:200]) for heading in headings}
    strong = {_HEADINGS[key] for key in keys - _WEAK if key in _HEADINGS}
    if not strong:
        strong = {_HEADINGS[key] for key in keys & _WEAK}
    return strong.pop() if len(strong) == 1 else None


def stated(body: str) -> Kind | None:
    """The kind that the report states where its form asks: "### Issue type", "Type: <b>Bug"."""
    for pattern in (_TYPED, _TEMPLATE):
        typed = pattern.search(body[:3000])
        if typed is not None and (kind := kind_named(typed[1])) is not None:
            return kind
    asked = False
    for line in body[:20_000].splitlines()[:_LINES_READ]:
        if not line.strip():
            continue
        key = folded(line[:200])
        if asked:
            return kind_named(line.strip(" *_#"))
        asked = key in _ASKS_FOR_TYPE
    return None
