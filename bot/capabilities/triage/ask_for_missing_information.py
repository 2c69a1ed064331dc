"""Ask once, as a checklist that ticks itself, for what a report leaves out of its own form.

Agreed: the reporter adds an item within 14 days. Disagreed: a maintainer answers the comment with
👎, undoes it, or takes the label off while items are open. Unknown: neither. Shadow sees whether
people who label the issue put that label on by hand; where the repository has none, nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.parsing.comment_text import inert
from bot.parsing.forms import field_wants
from bot.parsing.markdown import folded
from bot.parsing.reports import form_of, unanswered
from bot.parsing.sections import label_key
from bot.parsing.words import is_command_only
from bot.vocabulary.actions import AddLabel, ClearSection, Proposal, RemoveLabel, SetSection
from bot.vocabulary.events import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    LookDue,
    ThreadEdited,
    ThreadOpened,
    ThreadReopened,
    ThreadUnlabeled,
)
from bot.vocabulary.forms import FormField, IssueForm, RepositoryForms, Wants
from bot.vocabulary.issues import Comment, Issue, LabelChange, RepositoryLabels, Sections
from bot.vocabulary.orders import Waived

CAPABILITY = "ask-for-missing-information"
SECTION = "missing-information"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "the report leaves out what its form asks for"
WHY_COMPLETE = "everything asked for is there"
WHY_WAIVED = "a person took the label off"

INTRO = "The maintainers' form asks for a bit more before they can look into this:"
INTRO_WITHOUT_FORM = "The maintainers ask for a bit more before they can look into this:"
OUTRO = "Edit the report or reply below: the list ticks itself, and goes away once it is complete."

HINTS: Mapping[Wants, str] = {
    Wants.LOG: "as text, so that it can be searched; a picture cannot",
    Wants.ENVIRONMENT: "versions, operating system and hardware, as the form describes",
    Wants.VERSION: "the exact version or commit",
    Wants.REPRODUCTION: "the shortest code, command or steps that show it",
    Wants.TEXT: "",
    Wants.CONSENT: "tick the boxes that must be ticked, if they hold",
}

CUSTOMARY_LABELS = (
    "needs-info",
    "needs info",
    "needs-more-info",
    "needs more info",
    "need more info",
    "needs: more info",
    "needs-information",
    "needs more information",
    "needs information",
    "info-needed",
    "more-information-needed",
    "more info needed",
    "awaiting response",
    "waiting for author",
    "waiting-for-author",
    "awaiting author",
    "status: needs information",
    "status: needs info",
    "status: waiting for author",
)
"""Names in use for it; two of them in one repository is a tie, and then none is taken."""

MAX_LABEL = 80
"""Characters of a question's name in the list."""

TOO_LONG = 500_000
"""Characters: some eight comments as long as GitHub takes them, and a second or two of reading.
What is wrong with such a thread is not that it says too little."""

OF_THE_PROJECT = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""They know what they leave out."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    label: Annotated[str, Field(max_length=50, pattern=r"^[^\x00-\x1f\x7f]+$")] | None = None
    """The label to put on meanwhile; by default the repository's own, if it has a customary one."""
    never_ask_for: tuple[str, ...] = ()
    """Questions (by their label) to leave alone although the form requires them."""
    require: tuple[str, ...] = ()
    """What a report that follows no form must tell, e.g. "Version"; nothing by default."""
    max_items: Annotated[int, Field(strict=True, ge=1, le=20)] = 5
    """The longest list; ours: more reads like a form again."""


def decide(
    event: ThreadOpened
    | ThreadEdited
    | ThreadReopened
    | ThreadUnlabeled
    | CommentCreated
    | CommentEdited
    | CommentDeleted
    | LookDue,
    issue: Issue,
    forms: RepositoryForms,
    labels: RepositoryLabels,
    sections: Sections,
    waived: Waived,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the checklist and the label, what has become of them, or that both go."""
    asked = sections.remembered.get(SECTION, ())
    if issue.is_pull_request or issue.length > TOO_LONG or not (issue.is_open or asked):
        return
    label = _label(config, labels)
    if label is not None and _was_taken_off_by_a_person(issue, label):
        if asked:
            yield Proposal(ClearSection(issue.thread, SECTION), CAPABILITY, WHY_WAIVED)
        return
    form = _form(issue, forms, config)
    open_items = {} if form is None else {f.id: f for f in _open(form, issue, config, waived)}
    items = asked or tuple(open_items)[: config.max_items]
    if form is not None and any(item in open_items for item in items):
        if issue.is_open and (asked or _may_be_asked(issue, label)):
            yield from _ask(issue, form, items, open_items, label)
        return
    if asked:
        yield Proposal(ClearSection(issue.thread, SECTION), CAPABILITY, WHY_COMPLETE)
    if label is not None and label in issue.labels and _is_our_label(issue, label):
        yield Proposal(RemoveLabel(issue.thread, label), CAPABILITY, WHY_COMPLETE)


def _ask(
    issue: Issue,
    form: IssueForm,
    items: tuple[str, ...],
    open_items: Mapping[str, FormField],
    label: str | None,
) -> Iterator[Proposal]:
    evidence = tuple(f"no answer to {f.label!r}" for f in open_items.values() if f.id in items)
    text = render(form, items, open_items)
    action = SetSection(issue.thread, SECTION, text, remember=items)
    yield Proposal(action, CAPABILITY, WHY, evidence)
    if label is not None and label not in issue.labels:
        yield Proposal(AddLabel(issue.thread, label), CAPABILITY, WHY, evidence)


def render(form: IssueForm, items: tuple[str, ...], open_items: Mapping[str, FormField]) -> str:
    """The section's text: ☑ what came, ☐ what is open."""
    by_id = {field.id: field for field in form.fields}
    lines: list[str] = []
    hinted: set[str] = set()
    for item in items:
        field = by_id.get(item)
        if field is None:
            continue
        box, hint = ("☐", HINTS[field.wants]) if item in open_items else ("☑", "")
        if hint in hinted:
            hint = ""  # said above
        hinted.add(hint)
        name = inert(field.label.rstrip(" :?：？"), MAX_LABEL)
        lines.append(f"{box} **{name}**{f': {hint}' if hint else ''}  ")
    return "\n".join((INTRO if form.path else INTRO_WITHOUT_FORM, "", *lines, "", OUTRO))


def _open(form: IssueForm, issue: Issue, config: Config, waived: Waived) -> tuple[FormField, ...]:
    if "*" in waived.items:
        return ()
    spared = {folded(name) for name in (*config.never_ask_for, *waived.items)}
    replies = [c.body for c in issue.comments if _may_answer(c, issue)]
    return tuple(
        field
        for field in unanswered(form, issue.body, replies, issue.thread.repository.name)
        if not {folded(field.label), folded(field.id)} & spared
    )


def _form(issue: Issue, forms: RepositoryForms, config: Config) -> IssueForm | None:
    """The form the report follows, else what the config requires of free text."""
    found = form_of(issue.body, forms, issue.title)
    if found is not None or not config.require:
        return found
    fields = tuple(
        FormField(label_key(name), name, "heading", required=True, wants=field_wants(name))
        for name in config.require
    )
    return IssueForm("", "", "", (), fields)


def _may_be_asked(issue: Issue, label: str | None) -> bool:
    """Whether to ask at all: a reporter from outside, once, and before a maintainer speaks."""
    person = issue.author
    return (
        person is not None
        and not person.is_bot
        and issue.association not in OF_THE_PROJECT
        and not any(_speaks_for_the_project(c) for c in issue.comments)
        and not any(c.label == label and c.by_us and not c.added for c in issue.label_history)
    )


def _speaks_for_the_project(comment: Comment) -> bool:
    is_theirs = comment.association in OF_THE_PROJECT and not comment.by_us
    return is_theirs and not is_command_only(comment.body)


def _label(config: Config, labels: RepositoryLabels) -> str | None:
    if config.label is not None:
        wanted = config.label.casefold()  # to GitHub two labels that differ in case are one
        return next((name for name in labels.names if name.casefold() == wanted), config.label)
    customary = [name for name in labels.names if name.lower() in CUSTOMARY_LABELS]
    return customary[0] if len(customary) == 1 else None


def _was_taken_off_by_a_person(issue: Issue, label: str) -> bool:
    last = _last_change(issue, label)
    return last is not None and not last.added and not last.by_us


def _may_answer(comment: Comment, issue: Issue) -> bool:
    """The reporter, or somebody who stands by them; maintainers ask, and quote what they miss."""
    if comment.by_us or comment.author is None or comment.author.is_bot:
        return False
    is_reporter = issue.author is not None and comment.author.id == issue.author.id
    return is_reporter or comment.association not in OF_THE_PROJECT


def _is_our_label(issue: Issue, label: str) -> bool:
    last = _last_change(issue, label)
    return last is not None and last.added and last.by_us


def _last_change(issue: Issue, label: str) -> LabelChange | None:
    return next((c for c in reversed(issue.label_history) if c.label == label), None)
