"""A report held against the form it follows: which required questions it leaves without an answer.

When in doubt a question counts as answered: asking for what is there costs more trust than an
omission that a maintainer sees anyway.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.parsing import evidence
from bot.parsing.answers import answers, own_words
from bot.parsing.markdown import folded
from bot.parsing.sections import Told, cut_reply, cut_report, headings, label_key
from bot.vocabulary.forms import FormField, IssueForm, RepositoryForms, Wants

_EVERYDAY = frozenset(("yes", "no", "other", "others", "none", "all", "unknown", "not sure"))
"""Folded options that stand in any text: only chosen do they answer."""

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


def _count_words(text: str) -> int:
    words = folded(evidence.without_images(text))
    return max(len(words.split()), len(_CJK.findall(words)) // 2)
