"""A report held against the form it follows: which required questions it leaves without an answer.

When in doubt a question counts as answered: asking for what is there costs more trust than an
omission that a maintainer sees anyway.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.parsing import evidence
from bot.parsing.markdown import folded, without_comments
from bot.parsing.sections import Told, cut_reply, cut_report, headings, label_key
from bot.vocabulary.forms import FormField, IssueForm, RepositoryForms, Wants

NO_RESPONSE = "no response"
"""What GitHub puts under an empty field, folded."""

_NOTHING = frozenset(
    (
        "", "na", "n a", "none", "nil", "null", "nope", "nothing", NO_RESPONSE, "not applicable",
        "not available", "tbd", "todo", "idk", "skip", "empty", "test", "x", "xx", "xxx",
        "无", "無", "没有", "暂无", "なし", "無し", "нет", "없음", "keine", "aucun", "ninguno",
    )
)  # fmt: skip
"""Folded words that say nothing."""

_EVERYDAY = frozenset(("yes", "no", "other", "others", "none", "all", "unknown", "not sure"))
"""Folded options that stand in any text: only chosen do they answer."""

_EMPTY_SIGNS = frozenset("-–—_.…*?/\\|~=+:;,'\"`()[]{}<>#")
"""Signs that stand for nothing; others, such as an emoji, may say something."""

_WRAPPING = re.compile(r"</?(details|summary|code|pre|br|p|b|i)\b[^>]{0,200}>", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]{0,12}(`{3,}|~{3,})[^`\n]{0,40}$", re.MULTILINE)
_BARE = re.compile(r"^[ \t]*([-*+]|\d+[.)])?[ \t]*$")
_BOX = re.compile(r"^[ \t]{0,8}[-*+][ \t]{1,4}\[([^\]\n]{0,3})\][ \t]?(.*)$", re.MULTILINE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

FREE_WORDS = 6
"""So many loose words answer a question for free text; fewer are a nod."""

_KINDS_WITH_EVIDENCE = frozenset(
    {Wants.VERSION, Wants.ENVIRONMENT, Wants.LOG, Wants.REPRODUCTION},
)


@dataclass(frozen=True, slots=True)
class _Report:
    """A report and its replies, cut at the form's headings."""

    form: IssueForm
    body: Told
    replies: Sequence[Told]
    _said: dict[frozenset[Wants], str] = field(default_factory=dict)
    """Asked for each question again; looking through the texts once is enough."""

    def under(self, field: FormField) -> list[str]:
        """What stands under the question's heading, wherever."""
        return [
            text for told in (self.body, *self.replies) for text in told.under.get(field.id, ())
        ]

    def words(self, *, without: frozenset[Wants]) -> str:
        """The writers' own words, leaving out the answers to some kinds of questions."""
        if without not in self._said:
            said = [
                own_words(question, text)
                for question in self.form.fields
                if question.wants not in without
                for text in self.under(question)
            ]
            self._said[without] = "\n".join((*said, *self.loose()))
        return self._said[without]

    def written(self) -> str:
        """What was written, not chosen: one list's answer says nothing of another's."""
        said = [
            own_words(question, text)
            for question in self.form.fields
            if question.kind not in ("dropdown", "checkboxes")
            for text in self.under(question)
        ]
        return "\n".join((*said, *self.loose()))

    def loose(self) -> list[str]:
        """What stands under no question."""
        return [text for told in (self.body, *self.replies) for text in told.loose]


def form_of(body: str, forms: RepositoryForms, title: str = "") -> IssueForm | None:
    """The form the report follows: at least half of its headings stand there.

    Where reporters must use a form, a report without headings follows the one whose title it
    begins with. None for free text.
    """
    found = headings(body)
    best: tuple[float, int, IssueForm] | None = None
    for form in forms.forms:
        asked = {label_key(f.label) for f in form.fields}
        present = len(asked & found)
        if not asked or present < min(2, len(asked)) or present * 2 < len(asked):
            continue
        required = sum(f.required for f in form.fields)
        # Of equal fits the one that demands least: nobody is to answer another form's questions.
        rank = (present / len(asked | found), -required, form)
        if best is None or rank[:2] > best[:2]:
            best = rank
    if best is not None:
        return best[2]
    return None if forms.blank_issues or found else _by_title(title, forms.forms)


def unanswered(form: IssueForm, body: str, replies: Sequence[str]) -> tuple[FormField, ...]:
    """The required questions that neither the report nor a reply answers, in the form's order."""
    report = _Report(form, cut_report(form, body), [cut_reply(form, r) for r in replies])
    return tuple(f for f in form.fields if f.required and not _is_answered(f, report))


def answers(field: FormField, text: str) -> bool:
    """Whether the text below a question's heading answers it."""
    if field.kind == "dropdown" and folded(text) in {folded(o) for o in field.options}:
        return True
    said = _FENCE.sub("", own_words(field, text))
    words = folded(evidence.without_images(said) if field.wants is Wants.LOG else said)
    if words in _NOTHING and (words or field.wants is Wants.LOG or set(said) <= _blank_signs()):
        is_word = bool(words) or (bool(said.strip()) and set(said.strip()) <= set("-–—"))
        return field.may_be_nothing and is_word and words != NO_RESPONSE
    if field.wants is Wants.VERSION and words.isascii():
        return any(c.isdigit() for c in words) or " " in words or words in _NAMED_VERSIONS
    return True


_NAMED_VERSIONS = frozenset(
    ("latest", "newest", "current", "nightly", "main", "master", "head", "docs", "any", "all")
)


def own_words(field: FormField, text: str) -> str:
    """The writer's own words: what stood there before is taken away, line by line."""
    if (
        field.placeholder
        and folded(text) == folded(field.placeholder) != ""
        and " " in folded(text)
    ):
        return ""
    given, keys = _stood_there(field)
    return "\n".join(
        line
        for line in without_comments(text).splitlines()
        if _FENCE.match(line)
        or not (
            folded(plain := _WRAPPING.sub("", line)) in given
            or (plain.rstrip().endswith((":", "：")) and _key(plain) in keys)
            or _BARE.match(plain)
        )
    )


@lru_cache(512)
def _stood_there(field: FormField) -> tuple[frozenset[str], frozenset[str]]:
    """The lines that the form puts there, folded, and what stands before their colons."""
    default = _plain(field.default).splitlines()
    given = {folded(line) for line in (*default, *_prompts(field.placeholder))} - {""}
    return frozenset(given), frozenset({_key(line) for line in default} - {""})


def _is_answered(field: FormField, report: _Report) -> bool:
    if field.wants is Wants.CONSENT:
        return _is_ticked(field, report)
    if any(answers(field, text) for text in report.under(field)):
        return True
    if field.id not in report.body.under and report.body.is_another_version:
        return True
    consent = frozenset({Wants.CONSENT})
    described = frozenset({Wants.CONSENT, Wants.ENVIRONMENT, Wants.VERSION})
    match field.wants:
        case Wants.VERSION:
            return evidence.has_version(report.words(without=consent))
        case Wants.ENVIRONMENT:
            return evidence.has_environment(report.words(without=consent))
        case Wants.LOG:
            return evidence.has_output(report.words(without=described))
        case Wants.REPRODUCTION:
            return evidence.has_reproduction(report.words(without=described | {Wants.LOG}))
        case _:
            return _is_answered_freely(field, report)


def _is_answered_freely(field: FormField, report: _Report) -> bool:
    """A question for free text is answered by words that stand under no other question."""
    loose = report.loose()
    if field.kind == "dropdown":
        words = f" {folded(report.written())} "
        options = {folded(o) for o in field.options} - _EVERYDAY
        return any(len(o) > 1 and f" {o} " in words for o in options)
    if field.id not in report.body.under:
        return any(_count_words(text) for text in loose)  # its heading was renamed
    return any(_count_words(text) >= FREE_WORDS for text in loose)


def _is_ticked(field: FormField, report: _Report) -> bool:
    """Whether no box that must be ticked stands there unticked; one that is gone counts as said."""
    ticked: dict[str, bool] = {}
    for text in report.under(field):
        for mark, label in _BOX.findall(text):
            key = folded(label)
            ticked[key] = ticked.get(key, False) or bool(mark.strip())
    return all(ticked.get(folded(option), True) for option in field.options)


def _by_title(title: str, forms: Iterable[IssueForm]) -> IssueForm | None:
    prefixes = ((form.title_prefix.strip().lower(), form) for form in forms)
    meant = [form for prefix, form in prefixes if prefix and title.lower().startswith(prefix)]
    if len(meant) != 1:
        return None
    form = meant[0]
    known = tuple(f for f in form.fields if f.wants in _KINDS_WITH_EVIDENCE)
    return IssueForm(form.path, form.name, form.title_prefix, form.labels, known)


def _prompts(placeholder: str) -> Iterable[str]:
    """The lines of a placeholder that nobody would write; a bare example value somebody might."""
    for line in _plain(placeholder).splitlines():
        words = folded(line).split()
        if len(words) > 3 or not any(c.isdigit() for c in line):
            yield line


def _plain(text: str) -> str:
    return _FENCE.sub("", _WRAPPING.sub("", without_comments(text))).strip()


def _key(line: str) -> str:
    """What stands before the colon of a line to fill in: "- OS: [e.g. Linux]" -> "os"."""
    before, colon, _after = line.replace("：", ":").partition(":")
    return folded(before) if colon else ""


def _count_words(text: str) -> int:
    words = folded(evidence.without_images(text))
    return max(len(words.split()), len(_CJK.findall(words)) // 2)


def _blank_signs() -> frozenset[str]:
    return _EMPTY_SIGNS | frozenset(" \t\n\r")
