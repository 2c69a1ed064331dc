"""Do what people tell it on a thread: by a command, a tick in its comment, or a reaction to it.

Agreed: nobody takes it back within 14 days. Disagreed: somebody does. Unknown: the thread closes
first. Shadow sees none of it, as nobody can tell it anything there but by a command.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.parsing.command_arguments import labels_meant
from bot.parsing.commands import help_markdown, nearest
from bot.parsing.comment_text import inert
from bot.parsing.markdown import folded
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    LeaveAlone,
    LookAgain,
    MinimizeComment,
    Mode,
    MuteThread,
    Proposal,
    React,
    RemoveLabel,
    SetSection,
    SwitchOff,
    TakeBack,
    Unmute,
    Waive,
    Welcome,
)
from bot.vocabulary.commands import (
    DuplicateOf,
    Enough,
    Help,
    HelpWanted,
    Label,
    Misunderstood,
    Mute,
    NotDuplicate,
    Off,
    OptIn,
    OptOut,
    Undo,
    Unlabel,
    Why,
)
from bot.vocabulary.commands import Unmute as UnmuteCommand
from bot.vocabulary.events import CommentCreated, CommentEdited, CommentReacted, UndoAsked
from bot.vocabulary.issues import Issue, RepositoryLabels, Sections
from bot.vocabulary.orders import Apply, Doing, Doings, Order, Orders, UndoThis, Withdraw

CAPABILITY = "follow-orders"
SECTION = "answers"
SUGGESTIONS = "suggestions"
"""The section (`bot.guard.suggesting`) that remembers the labels it shows."""
PERMISSIONS: Mapping[str, str] = {"issues": "write"}
DEFAULT_MODE = Mode.ACT
"""It does nothing of its own accord."""

ASKED = "somebody who may decide it asked for it"
DUPLICATE = frozenset(("duplicate", "type duplicate", "status duplicate", "resolution duplicate"))
"""Folded names in use for it."""

NOTHING_STANDS = "Nothing of mine stands on this thread."
WRITTEN = 'The config says its mode: write `{}: {{mode: "off"}}` into `.github/linchpin.yml`.'
NO_HELP_YET = "Asking people for help is not switched on here yet, so nobody was asked."
SILENCE = ("thread", "quiet")
"""Kind and target of our keeping quiet: who sends us away wants no more said, not less silence."""

MOST_EXPLAINED = 6
LONGEST = 160
"""Characters of one line of evidence."""


@dataclass(frozen=True, slots=True)
class Config:
    """There is nothing to set: people always win."""


@dataclass(frozen=True, slots=True)
class _Here:
    """What an order is followed with."""

    event: CommentCreated | CommentEdited | CommentReacted | UndoAsked
    issue: Issue
    orders: Orders
    doings: Doings
    sections: Sections
    labels: RepositoryLabels


@dataclass(frozen=True, slots=True)
class _Hint:
    """Why an order is not followed, and what to do instead."""

    text: str


def decide(
    event: CommentCreated | CommentEdited | CommentReacted | UndoAsked,
    issue: Issue,
    orders: Orders,
    doings: Doings,
    sections: Sections,
    labels: RepositoryLabels,
    config: Config,
) -> Iterator[Proposal]:
    """Propose what was asked for, an acknowledgement, and one hint where it cannot be."""
    here = _Here(event, issue, orders, doings, sections, labels)
    hints: list[str] = []
    actions: dict[Action, None] = {}
    for order in orders.orders:
        results = list(_follow(order, here)) if order.is_allowed else []
        actions |= dict.fromkeys(r for r in results if not isinstance(r, _Hint))
        mine = [r.text for r in results if isinstance(r, _Hint)]
        hints += filter(None, mine)
        if order.comment_id is not None:  # who may not decide it is told by the reaction alone
            done = order.is_allowed and not mine
            mark = React(issue.thread, order.comment_id, "+1" if done else "confused")
            actions[mark] = None
    if hints and not any(isinstance(a, SetSection) for a in actions):
        decides = any(order.decides for order in orders.orders)
        actions[SetSection(issue.thread, SECTION, hints[0], opens=decides)] = None
    for action in _last_answer(actions):
        yield Proposal(action, CAPABILITY, ASKED, asked=True)


def _last_answer(actions: Mapping[Action, None]) -> Iterator[Action]:
    """The actions, of several answers only the last: one section holds one."""
    answers = [a for a in actions if isinstance(a, SetSection)]
    yield from (a for a in actions if a not in answers[:-1])


def _follow(order: Order, here: _Here) -> Iterator[Action | _Hint]:
    thread = here.issue.thread
    match order.command:
        case Misunderstood(hint=hint):
            yield _Hint(hint)
        case Help():
            yield from _answer(order, here, help_markdown(here.orders.slug))
        case Why():
            standing = {s for s in here.sections.remembered if s != SECTION}
            said = tuple(d for d in here.doings.said if d.target in standing)
            doings = replace(here.doings, said=said)
            yield from _answer(order, here, explained(doings, here.orders.pages))
        case Undo(last=last):
            yield from _undo(here, last)
        case UndoThis(kind=kind, target=target):
            ours = [d for d in here.doings.standing if _stands(d, here)]
            if any((d.kind, d.target) == (kind, target) for d in ours):
                yield TakeBack(thread, kind, target)
        case Withdraw():
            every = (a for a in _undo(here, None) if not isinstance(a, _Hint))
            yield from (a for a in every if a != TakeBack(thread, *SILENCE))
            yield MinimizeComment(thread, "RESOLVED")
            yield MuteThread(thread)
        case Apply():
            shown = here.sections.remembered.get(SUGGESTIONS)
            yield from (AddLabel(thread, label) for label in shown or ())
            if shown is not None:
                yield ClearSection(thread, SUGGESTIONS)
        case Mute():
            yield MuteThread(thread)
        case UnmuteCommand():
            yield Unmute(thread)
        case Label(names=names):
            found, unknown = labels_meant(names, here.labels.names)
            yield from (AddLabel(thread, label) for label in found)
            yield from (_no_such_label(name, here.labels.names) for name in unknown[:1])
        case Unlabel(names=names):
            found, unknown = labels_meant(names, here.issue.labels)
            yield from (RemoveLabel(thread, label) for label in found)
            yield from (_no_such_label(name, here.issue.labels) for name in unknown[:1])
        case DuplicateOf():
            yield from (AddLabel(thread, name) for name in _duplicate_labels(here.labels.names))
        case NotDuplicate():
            mine = _duplicate_labels(here.issue.labels) if order.decides else []
            yield from (RemoveLabel(thread, name) for name in mine)
            yield ClearSection(thread, "related")
        case Off(capability=name):
            if name in here.orders.written:  # it wins: people wrote it
                yield _Hint(WRITTEN.format(name))
                return
            is_one = name in here.orders.capabilities
            yield SwitchOff(thread, name) if is_one else _no_such_capability(here)
        case OptOut() if here.orders.by is not None:
            yield LeaveAlone(thread, here.orders.by)
        case OptIn() if here.orders.by is not None:
            yield Welcome(thread, here.orders.by)
        case Enough(item=item):
            yield Waive(thread, item or "*")
            yield LookAgain(thread, here.event.at, "an item was waived")
        case HelpWanted():
            yield _Hint(NO_HELP_YET)


def _answer(order: Order, here: _Here, text: str) -> Iterator[Action | _Hint]:
    """Anybody may ask; a comment is opened for none but a maintainer."""
    if order.decides or here.sections.remembered:
        yield SetSection(here.issue.thread, SECTION, text, opens=order.decides)
    else:
        yield _Hint("")


def _undo(here: _Here, last: int | None) -> Iterator[Action | _Hint]:
    """Take the last effects back, the newest first; all of them without a number."""
    if here.doings.begun:  # "the last one" is another by now
        yield from (TakeBack(here.issue.thread, *one) for one in here.doings.begun)
        return
    every = here.doings.standing
    put_on = {doing.target for doing in every if doing.kind == "label-added"}
    standing = [
        doing
        for doing in every
        if _stands(doing, here)
        # What we put on and took off again is gone, as it was before.
        and not (last is None and doing.kind == "label-removed" and doing.target in put_on)
    ]
    for doing in reversed(standing[-last:] if last else standing):
        yield TakeBack(here.issue.thread, doing.kind, doing.target)
    if not standing:
        yield _Hint(NOTHING_STANDS)


def _stands(doing: Doing, here: _Here) -> bool:
    """Whether it is still as we left it: what a person changed since is theirs."""
    history = [c for c in here.issue.label_history if c.label == doing.target]
    match doing.kind, doing.target:
        case "label-added", label:
            return label in here.issue.labels and (not history or history[-1].by_us)
        case "label-removed", label:
            return label not in here.issue.labels and (not history or history[-1].by_us)
        case "comment", "living":
            return bool(here.sections.remembered)
        case _:
            return True


def explained(doings: Doings, pages: str) -> str:
    """Why what stands of ours is there, a line each."""
    lines = []
    shown = [d for d in doings.standing if d.kind != "comment"]
    shown += doings.said
    for doing in shown[-MOST_EXPLAINED:]:
        evidence = "; ".join(inert(line, LONGEST) for line in doing.evidence[:2])
        sure = f" ({doing.confidence:.0%} sure)" if doing.confidence is not None else ""
        link = f" [More]({pages}{doing.decision_id})" if pages else ""
        because = f": {evidence}" if evidence else ""
        lines.append(f"- *{_named(doing)}*: {doing.why}{because}{sure}.{link}")
    return "Why:\n\n" + "\n".join(lines) if lines else NOTHING_STANDS


def _named(doing: Doing) -> str:
    words = {"label-added": "label {}", "label-removed": "label {} taken off"}
    said = words.get(doing.kind, "{}")
    return said.format(inert(doing.target.replace("-", " ") if said == "{}" else doing.target, 50))


def _no_such_label(name: str, existing: Iterable[str]) -> _Hint:
    near = nearest(name, sorted(existing))
    remedy = f" Did you mean *{inert(near, 50)}*?" if near else ""
    return _Hint(f"There is no label *{inert(name, 50)}* here.{remedy}")


def _no_such_capability(here: _Here) -> _Hint:
    return _Hint(f"Write one of these: {', '.join(f'`{n}`' for n in here.orders.capabilities)}.")


def _duplicate_labels(names: frozenset[str]) -> list[str]:
    return sorted(name for name in names if folded(name.replace("-", " ")) in DUPLICATE)[:1]
