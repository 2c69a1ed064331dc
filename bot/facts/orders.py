"""What an event tells Linchpin to do, and whether whoever says it may decide that here.

Commands in comments, ticks in our own comment, reactions to it, a button on a page of ours: four
ways to say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.github.roles import Role, RoleReader, role_of
from bot.parsing.command_table import may_give
from bot.parsing.commands import read_commands
from bot.parsing.ticks import changed
from bot.vocabulary.commands import Command, May, Misunderstood, Mute, OptIn, OptOut, Undo, Why
from bot.vocabulary.events import CommentCreated, CommentEdited, CommentReacted, Event, UndoAsked
from bot.vocabulary.issues import Issue
from bot.vocabulary.orders import Apply, Order, Orders, UndoThis, Withdraw

Said = Command | Misunderstood | Apply | Withdraw | UndoThis

Telling = CommentCreated | CommentEdited | CommentReacted | UndoAsked
"""The events by which people tell us something."""

REACTIONS: Mapping[str, Said] = {
    "+1": Apply(),
    "-1": Withdraw(),
    "confused": Why(),
    "eyes": Mute(),
}
"""By GitHub's REST word; other reactions say nothing."""

TICKS: Mapping[str, Said] = {"apply": Apply(), "undo": Undo(None), "quiet": Mute(), "why": Why()}
"""By the box's id (`bot.effects.comment` renders them)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says, before anybody asked whether its sender may."""

    said: tuple[Said, ...] = ()
    comment_id: int | None = None
    """The comment to acknowledge."""


def told(event: Event, slug: str, our_comment_id: int | None) -> Told:
    """What an event tells us to do; pure, so that it is known before anything is read."""
    match event:
        case CommentCreated(body=body, comment_id=comment_id):
            return Told(read_commands(body, slug), comment_id)
        case CommentEdited(body_before=None):
            return Told()  # nobody knows what is new in it
        case CommentEdited(body=body, body_before=str(before), comment_id=comment_id):
            if comment_id == our_comment_id:
                ticked = [i for i, is_ticked in changed(before, body) if is_ticked]
                return Told(tuple(TICKS[i] for i in ticked if i in TICKS))
            if event.by is None or event.author is None or event.by.id != event.author.id:
                return Told()  # what one wrote is not the word of another who mends it
            return Told(read_commands(body, slug, before), comment_id)
        case CommentReacted(content=content) if content in REACTIONS:
            return Told((REACTIONS[content],))
        case UndoAsked(kind=kind, target=target):
            return Told((UndoThis(kind, target),))
        case _:
            return Told()


async def orders(
    event: Event, said: Told, issue: Issue, reader: RoleReader, known: Orders
) -> Orders:
    """`known` with the orders in it. Reads the role of the sender, where something is said."""
    by = event.by if isinstance(event, Telling) else None
    if not said.said or by is None or by.is_bot:
        return known
    if isinstance(event, CommentReacted) and not event.by_maintainer:
        return known  # a glance of somebody else is no order
    if isinstance(event, CommentReacted):
        role = Role.TRIAGE
    elif all(isinstance(one, OptOut | OptIn) for one in said.said):
        role = Role.NONE
    else:
        role = await role_of(reader, issue.thread.repository, by.login)
    is_reporter = issue.author is not None and issue.author.id == by.id
    given = tuple(
        Order(
            one,
            _may(_needs(one), role, is_reporter=is_reporter),
            said.comment_id,
            decides=role >= Role.TRIAGE,
        )
        for one in said.said
    )
    return replace(known, orders=given, by=by)


def _needs(said: Said) -> May:
    if isinstance(said, Misunderstood):
        return May.TRIAGE  # a hint is words in public, and who may decide little is answered least
    return May.TRIAGE if isinstance(said, Apply | Withdraw | UndoThis) else may_give(said)


def _may(needed: May, role: Role, *, is_reporter: bool) -> bool:
    match needed:
        case May.ANYONE:
            return True
        case May.REPORTER_OR_TRIAGE:
            return is_reporter or role >= Role.TRIAGE
        case May.TRIAGE:
            return role >= Role.TRIAGE
        case May.MAINTAIN:
            return role >= Role.MAINTAIN
