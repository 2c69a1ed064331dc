"""Whether what was filed is no issue at all: empty, a test, advertising, or meant for elsewhere.

A terse report is a report: whatever a title or a body says about a product keeps it one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.parsing import evidence
from bot.parsing.advertising import advertises
from bot.parsing.anatomy import MAX_READ, Place, pieces, text_in
from bot.parsing.answers import answers
from bot.parsing.markdown import folded
from bot.parsing.misfiled import (
    asks_to_ignore,
    is_test,
    is_wrong_place,
    says_by_mistake,
    says_it_is_a_test,
    says_wrong_place,
)
from bot.parsing.reports import form_of
from bot.parsing.sections import cut_report
from bot.parsing.titles import bare
from bot.vocabulary.forms import IssueForm, RepositoryForms, Wants

LONGEST_TITLE = 1_000
"""Characters of a title that are read; GitHub takes 256."""

NO_FORMS = RepositoryForms(())

FEW_WORDS = 25
"""A body that only says where it belongs, or that it is a test, is shorter; ours."""


class Reason(StrEnum):
    """What it is instead."""

    EMPTY = "empty"
    TEST = "test"
    SPAM = "spam"
    WRONG_REPOSITORY = "wrong-repository"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class NotAnIssue:
    """What was filed instead of an issue, and by which signs."""

    reason: Reason
    signs: tuple[str, ...]
    """Short names of what was seen; quotes nothing."""


_SAYS_NOTHING = frozenset(
    (
        "a", "an", "the", "i", "have", "my", "me", "new", "some", "need", "please", "pls",
        "plz", "bug", "bugs", "report", "issue", "issues", "problem", "help", "error",
        "question", "questions", "title", "untitled", "urgent", "request", "feature", "hi",
        "hello", "hey", "none", "null", "na", "n", "todo", "tbd", "subject", "enter", "short",
        "insert", "here", "summary", "describe", "description", "your", "问题", "求助", "质問",
        "質問", "バグ", "疑问", "ошибка", "вопрос", "помогите", "problema", "ayuda", "fehler",
        "hilfe", "frage", "problème", "aide", "bogue", "erro", "ajuda",
    )
)  # fmt: skip
"""A title of such words alone tells nothing."""

_TEMPLATE = frozenset(
    folded(line)
    for line in (
        "A clear and concise description of what the bug is.",
        "Steps to reproduce the behavior:",
        "1. Go to '...'",
        "2. Click on '....'",
        "3. Scroll down to '....'",
        "4. See error",
        "A clear and concise description of what you expected to happen.",
        "If applicable, add screenshots to help explain your problem.",
        "- OS: [e.g. iOS]",
        "- Browser [e.g. chrome, safari]",
        "- Version [e.g. 22]",
        "- Device: [e.g. iPhone6]",
        "- OS: [e.g. iOS8.1]",
        "- Browser [e.g. stock browser, safari]",
        "Add any other context about the problem here.",
        "A clear and concise description of what the problem is. Ex. I'm always "
        "frustrated when [...]",
        "A clear and concise description of what you want to happen.",
        "A clear and concise description of any alternative solutions or features "
        "you've considered.",
        "Add any other context or screenshots about the feature request here.",
        "Desktop (please complete the following information):",
        "Smartphone (please complete the following information):",
        "No response",
    )
)
"""The lines of GitHub's own templates ("Bug report", "Feature request"), for repositories whose
templates we do not have."""


def not_an_issue(
    title: str,
    body: str,
    *,
    forms: RepositoryForms = NO_FORMS,
    is_question: bool = False,
    has_forum: bool = False,
) -> NotAnIssue | None:
    """What was filed instead of an issue; None for an issue, and when in doubt.

    Whether it is a question, and whether the project has a place for those, the caller knows.
    """
    report = _Filed.read(title, body, forms)
    judges: tuple[Callable[[_Filed], NotAnIssue | None], ...] = (_empty, _test, _spam, _elsewhere)
    for judge in judges:
        if (found := judge(report)) is not None:
            return found
    if is_question and has_forum and not evidence.has_output(body):
        return NotAnIssue(Reason.QUESTION, ("a question", "the project has a place for those"))
    return None


@dataclass(frozen=True, slots=True)
class _Filed:
    """What was filed, read once."""

    headline: str
    """The title without its prefix, folded."""
    title: str
    """The title in lower case."""
    words: str
    """What was written in the body, in lower case, without what its form put there."""
    has_evidence: bool
    """Whether code, output or an environment stands there: nobody advertises with those."""
    follows_a_form: bool

    @classmethod
    def read(cls, title: str, body: str, forms: RepositoryForms) -> "_Filed":
        """The parts that matter."""
        title = title[:LONGEST_TITLE]
        form = form_of(body[:MAX_READ], forms, title)
        cut = pieces(body)
        said = text_in(cut, *(p for p in Place if p not in (Place.HEADING, Place.BOX)))
        own = said if form is None else _own_words(form, body[:MAX_READ], said)
        written = [line for line in own.splitlines() if folded(line) not in _TEMPLATE]
        whole = "\n".join(written).strip().lower()
        has_evidence = any(
            piece.place in (Place.CODE, Place.OUTPUT, Place.ENVIRONMENT) for piece in cut
        )
        has_prefix_alone = form is not None and title.strip() == form.title_prefix.strip()
        headline = "" if has_prefix_alone else folded(bare(title))
        return cls(headline, title.lower(), whole, has_evidence, form is not None)

    @property
    def says_nothing(self) -> bool:
        """Whether the body holds no word and no picture of the reporter's."""
        return not any(c.isalnum() for c in self.words) or _is_nothing(self.words)

    @property
    def title_says_nothing(self) -> bool:
        """Whether the title tells nothing about anything."""
        return all(word in _SAYS_NOTHING for word in self.headline.split())

    @property
    def is_short(self) -> bool:
        """Whether few words were written."""
        return len(self.words) < FEW_WORDS * 40 and len(self.words.split()) <= FEW_WORDS


def _empty(filed: _Filed) -> NotAnIssue | None:
    if not filed.says_nothing or not filed.title_says_nothing:
        return None
    body = "form left as it was" if filed.follows_a_form else "empty body"
    return NotAnIssue(Reason.EMPTY, (body, "title without content"))


def _test(filed: _Filed) -> NotAnIssue | None:
    title_is, body_is = is_test(filed.headline), is_test(folded(filed.words[:2_000]))
    signs = []
    if title_is and (filed.says_nothing or body_is):
        signs.append("title of a test")
    if body_is and not filed.says_nothing and (title_is or filed.title_says_nothing):
        signs.append("body of a test")
    if title_is and not signs and filed.is_short and says_it_is_a_test(filed.words):
        signs.append("says that it is a test")
    if not signs and filed.is_short and not filed.has_evidence:
        for text in (filed.title, filed.words):
            rest_is_no_report = title_is or filed.title_says_nothing or text is filed.title
            if not rest_is_no_report:
                continue
            if says_it_is_a_test(text) and asks_to_ignore(text):
                signs.append("says that it is a test")
            elif says_by_mistake(text) and (filed.says_nothing or text is filed.words):
                signs.append("says that it was opened by mistake")
    return NotAnIssue(Reason.TEST, tuple(signs)) if signs else None


def _spam(filed: _Filed) -> NotAnIssue | None:
    if filed.has_evidence:
        return None
    signs = advertises(f"{filed.title}\n{filed.words}")
    return NotAnIssue(Reason.SPAM, signs) if signs else None


def _elsewhere(filed: _Filed) -> NotAnIssue | None:
    says_so = says_wrong_place(filed.title) or (filed.is_short and says_wrong_place(filed.words))
    if not says_so and not is_wrong_place(folded(filed.title)):
        return None
    return NotAnIssue(Reason.WRONG_REPOSITORY, ("says so itself",))


def _is_nothing(words: str) -> bool:
    return folded(words[:200]) in {"na", "n a", "none", "no response", "nothing", "todo", "tbd"}


def _own_words(form: IssueForm, body: str, otherwise: str) -> str:
    """What the reporter wrote, without choices and ticks; free text where nothing was cut."""
    told = cut_report(form, body)
    said = list(told.loose)
    for field in form.fields:
        if field.wants is Wants.CONSENT or field.kind in ("dropdown", "checkboxes"):
            continue
        said += [text for text in told.under.get(field.id, ()) if answers(field, text)]
    return "\n".join(said) if told.under else otherwise
