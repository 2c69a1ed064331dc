"""A report held against the form it follows: which required questions it leaves without an answer.

When in doubt a question counts as answered: asking for what is there costs more trust than an
omission that a maintainer sees anyway.
"""

import re
from collections.abc import Iterable, Sequence

from bot.parsing.evidence import (
    has_environment,
    has_output,
    has_reproduction,
    has_version,
    without_images,
)
from bot.parsing.markdown import Part, folded, parts, without_comments, without_quotes
from bot.vocabulary.forms import FormField, IssueForm, Wants

NO_RESPONSE = "no response"
"""What GitHub puts under an empty field, folded."""

_NOTHING = frozenset(
    (
        "", "na", "n a", "none", "nil", "null", "nope", "nothing", NO_RESPONSE, "not applicable",
        "not available", "tbd", "todo", "idk", "skip", "empty", "test", "x", "xx", "xxx",
    )
)  # fmt: skip
"""Folded words that say nothing."""

_WRAPPING = re.compile(
    r"</?(details|summary|code|pre|br|p|b|i)\b[^>]*>|^ {0,3}(`{3,}|~{3,})\w*",
    re.MULTILINE | re.IGNORECASE,
)

FREE_REPLY_WORDS = 6
"""A reply of so many words answers a question for free text; fewer are a nod."""


def form_of(body: str, forms: Iterable[IssueForm]) -> IssueForm | None:
    """The form the report follows: most of its headings stand there. None for a free text."""
    headings = {folded(part.heading) for part in parts(body) if part.heading}
    best: tuple[float, int, IssueForm] | None = None
    for form in forms:
        asked = [folded(f.label) for f in form.fields]
        present = sum(label in headings for label in asked)
        if not asked or present < min(2, len(asked)) or present * 2 < len(asked):
            continue
        required = sum(f.required for f in form.fields)
        # Of equal fits the one that demands least: nobody is to answer another form's questions.
        rank = (present / len(asked), -required, form)
        if best is None or rank[:2] > best[:2]:
            best = rank
    return best[2] if best else None


def unanswered(form: IssueForm, body: str, replies: Sequence[str]) -> tuple[FormField, ...]:
    """The required questions that neither the report nor a reply answers, in the form's order."""
    texts = [without_comments(body), *(without_quotes(without_comments(r)) for r in replies)]
    told = [part for text in texts for part in parts(text)]
    everything = "\n".join(_told(form, texts))
    return tuple(
        field
        for field in form.fields
        if field.required
        and field.wants is not Wants.CONSENT
        and not _is_answered(field, form, told, everything, texts[1:])
    )


def _is_answered(
    field: FormField,
    form: IssueForm,
    told: Sequence[Part],
    everything: str,
    replies: Sequence[str],
) -> bool:
    label = folded(field.label)
    for part in told:
        if folded(part.heading) == label and answers(field, part.text):
            return True
    match field.wants:
        case Wants.VERSION:
            return has_version(everything)
        case Wants.ENVIRONMENT:
            return has_environment(everything)
        case Wants.LOG:
            return has_output(everything)
        case Wants.REPRODUCTION:
            return has_reproduction(everything)
        case _:
            return _answered_freely(field, form, told, replies)


def answers(field: FormField, text: str) -> bool:
    """Whether the text below a question's heading answers it."""
    said = _said(field, text)
    words = folded(without_images(said))
    if words in _NOTHING:
        return field.wants is Wants.TEXT and not words and bool(said.strip())
    if field.wants is Wants.VERSION and not any(c.isdigit() for c in words):
        return has_version(said) or len(words.split()) > 2 or words == "latest"
    return True


def _said(field: FormField, text: str) -> str:
    """The reporter's own words: what stood there before is taken away, line by line."""
    given = {
        folded(line)
        for source in (field.default, field.placeholder)
        for line in _plain(source).splitlines()
    }
    return "\n".join(line for line in _plain(text).splitlines() if folded(line) not in given)


def _plain(text: str) -> str:
    return _WRAPPING.sub("", without_comments(text)).strip()


def _told(form: IssueForm, texts: Sequence[str]) -> Iterable[str]:
    """All the reporter's words, without those of the form."""
    by_label = {folded(field.label): field for field in form.fields}
    for text in texts:
        for part in parts(text):
            field = by_label.get(folded(part.heading))
            yield _said(field, part.text) if field else f"{part.heading}\n{part.text}"


def _answered_freely(
    field: FormField, form: IssueForm, told: Sequence[Part], replies: Sequence[str]
) -> bool:
    """A question for free text is answered by words that stand under no other question."""
    labels = {folded(f.label) for f in form.fields}
    if field.kind == "dropdown":
        return False
    loose = [part.text for part in told if folded(part.heading) not in labels]
    return any(len(folded(without_images(text)).split()) >= FREE_REPLY_WORDS for text in loose)
