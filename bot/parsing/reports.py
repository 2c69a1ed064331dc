"""A report held against the form it follows: which required questions it leaves without an answer.

When in doubt a question counts as answered: asking for what is there costs more trust than an
omission that a maintainer sees anyway.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.parsing import evidence
from bot.parsing.anatomy import Place, pieces, text_in
from bot.parsing.answers import answers, own_words
from bot.parsing.machine_lines import describes_a_machine
from bot.parsing.markdown import folded
from bot.parsing.one_value import is_of_product, tells, value_asked, without_others_versions
from bot.parsing.sections import Told, cut_reply, cut_report, headings, label_key
from bot.vocabulary.forms import FormField, IssueForm, RepositoryForms, Wants

_EVERYDAY = frozenset(("yes", "no", "other", "others", "none", "all", "unknown", "not sure"))
"""Folded options that stand in any text: only chosen do they answer."""

_BOX = re.compile(r"^[ \t]{0,8}[-*+][ \t]{1,4}\[([^\]\n]{0,3})\][ \t]?(.*)$", re.MULTILINE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

FREE_WORDS = 6
"""So many loose words answer a question for free text; fewer are a nod."""

_TOLD = (Place.PROSE, Place.HEADING, Place.ENVIRONMENT, Place.QUOTE)

_VERSIONED = re.compile(r"\b[\w.+-]{2,30}[ \t]{0,2}(?:version[ \t]?)?v?\d{1,4}\.\d{1,4}\S{0,20}")
_ANOTHER_VERSION = re.compile(
    r"\b(?:first bad|last (?:good|known|working)|introduced|previous|worked|regress\w{0,6}"
    r"|working (?:version|commit|release))\b",
    re.IGNORECASE,
)
"""Asks for a version that is not the one in use."""

_NO_EVIDENCE_OF: Mapping[Wants, frozenset[Wants]] = {
    Wants.LOG: frozenset({Wants.ENVIRONMENT, Wants.VERSION}),
    Wants.REPRODUCTION: frozenset({Wants.ENVIRONMENT, Wants.VERSION, Wants.LOG}),
}
"""Of what a question wants, the kinds of questions whose answers are no evidence."""

_KINDS_WITH_EVIDENCE = frozenset(
    {Wants.VERSION, Wants.ENVIRONMENT, Wants.LOG, Wants.REPRODUCTION},
)


@dataclass(frozen=True, slots=True)
class _Report:
    """A report and its replies, cut at the form's headings."""

    form: IssueForm
    body: Told
    replies: Sequence[Told]
    _said: dict[tuple[FormField, ...], str] = field(default_factory=dict)
    """Asked for each question again; looking through the texts once is enough."""
    _own: dict[FormField, list[str]] = field(default_factory=dict)

    def under(self, field: FormField) -> list[str]:
        """What stands under the question's heading, wherever."""
        return [
            text for told in (self.body, *self.replies) for text in told.under.get(field.id, ())
        ]

    def written(self, spent: Collection[FormField] = ()) -> str:
        """What was written, not chosen: one list's answer says nothing of another's.

        Leaves out what is spent on other questions.
        """
        key = tuple(question for question in self.form.fields if question in spent)
        if key not in self._said:
            said = [
                _unspent(question, text, is_spent=question in key)
                for question in self.form.fields
                if question.kind != "checkboxes"
                for text in self._own_words(question)
            ]
            self._said[key] = "\n".join((*said, *self.loose()))
        return self._said[key]

    def _own_words(self, question: FormField) -> list[str]:
        if question not in self._own:
            self._own[question] = [own_words(question, text) for text in self.under(question)]
        return self._own[question]

    def beside(self, field: FormField) -> str:
        """What may answer the question though it stands elsewhere.

        What answers a question for one value, or another of the same kind, is spent on it.
        """
        kinds = _NO_EVIDENCE_OF.get(field.wants, frozenset())
        if field.wants is not Wants.ENVIRONMENT:
            kinds |= {field.wants}
        return self.written(
            tuple(
                other
                for other in self.form.fields
                if other != field and (other.wants in kinds or value_asked(other.label) is not None)
            )
        )

    def choosable(self) -> tuple[str, str]:
        """The words in which a choice may be told; the same without what names a version.

        Code and output are no words of the writer's, and "CUDA: 12.4" tells what is installed.
        """
        said = text_in(pieces(self.written()), *_TOLD)
        rest = (line for line in said.splitlines() if not describes_a_machine(line))
        return said, _VERSIONED.sub(" ", "\n".join(rest))

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


def unanswered(
    form: IssueForm, body: str, replies: Sequence[str], product: str = ""
) -> tuple[FormField, ...]:
    """The required questions that neither the report nor a reply answers, in the form's order.

    `product` is the repository's name: another package's version is none of the product's.
    """
    report = _Report(form, cut_report(form, body), [cut_reply(form, r) for r in replies])
    return tuple(f for f in form.fields if f.required and not _is_answered(f, report, product))


def _is_answered(field: FormField, report: _Report, product: str) -> bool:
    if field.wants is Wants.CONSENT:
        return _is_ticked(field, report)
    if any(answers(field, text) for text in report.under(field)):
        return True
    if field.id not in report.body.under and report.body.is_another_version:
        return True
    asked = None if field.kind == "dropdown" else value_asked(field.label)
    if asked is not None and not is_of_product(asked, product):
        return tells(report.written(), asked)
    match field.wants:
        case Wants.VERSION:
            return _ANOTHER_VERSION.search(field.label) is None and evidence.has_version(
                without_others_versions(report.beside(field), product)
            )
        case Wants.ENVIRONMENT:
            return evidence.has_environment(report.beside(field))
        case Wants.LOG:
            return evidence.has_output(report.beside(field))
        case Wants.REPRODUCTION:
            return evidence.has_reproduction(report.beside(field))
        case _:
            return _is_answered_freely(field, report)


def _is_answered_freely(field: FormField, report: _Report) -> bool:
    """A question for free text is answered by words that stand under no other question."""
    loose = report.loose()
    if field.kind == "dropdown":
        said, bare = report.choosable()
        options = [o for o in field.options if folded(o) not in _EVERYDAY]
        return any(_names(said if value_asked(o) is None else bare, o) for o in options)
    if field.id not in report.body.under:
        return any(_count_words(text) for text in loose)  # its heading was renamed
    return any(_count_words(text) >= FREE_WORDS for text in loose)


def _names(text: str, option: str) -> bool:
    """Whether the text says an option; signs count where they are most of it, as in "C++"."""
    words = folded(option)
    if len(words) > 1:
        return f" {words} " in f" {folded(text)} "
    plain = re.escape(option.strip().lower())
    return len(plain) > 1 and bool(re.search(rf"(?<!\w){plain}(?![\w+#])", text.lower()))


def _unspent(question: FormField, text: str, *, is_spent: bool) -> str:
    """An answer without what was chosen; where it is spent, what goes beyond one value."""
    if question.kind == "dropdown":
        options = {folded(o) for o in question.options}
        return "\n".join(
            line
            for line in text.splitlines()
            if folded(line) not in options and {folded(o) for o in line.split(",")} - options
        )
    if not is_spent:
        return text
    if value_asked(question.label) is None:
        return ""
    return text.lstrip().partition("\n")[2]


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
