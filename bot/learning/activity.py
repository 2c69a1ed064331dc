"""Events -> activity: the one way in, whether a webhook, a poll or the past told of it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeGuard

from bot.learning.names import Names, Once
from bot.learning.said import mark, second, words
from bot.learning.wordings import wording
from bot.vocabulary.events import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    CommentEvent,
    CommentReacted,
    CommitAuthored,
    DraftChanged,
    DuplicateMarked,
    Event,
    ReviewCommentCreated,
    ReviewCommentDeleted,
    ReviewCommentEdited,
    ReviewDismissed,
    ReviewEdited,
    ReviewRequested,
    ReviewRequestRemoved,
    ReviewSubmitted,
    ThreadAssigned,
    ThreadClosed,
    ThreadDeleted,
    ThreadEdited,
    ThreadEvent,
    ThreadLabeled,
    ThreadOpened,
    ThreadReopened,
    ThreadTransferred,
    ThreadUnassigned,
    ThreadUnlabeled,
)
from bot.vocabulary.history import INSIDERS, Account, Activity, Kind, Role, Told
from bot.vocabulary.people import Person

BODY = "body"
"""The source of what stands in the thread's own text; others are a letter and GitHub's id."""

LONGEST = 100
"""Of a label or team that is kept; GitHub's own limit for labels is 50."""

GHOST_ID = 10137
"""GitHub's "ghost", whom REST names in the place of deleted accounts; GraphQL names nobody."""


def told(
    events: Iterable[Event | ThreadEvent],
    names: Names,
    known_until: Mapping[int, datetime] | None = None,
    *,
    entire: bool = False,
) -> tuple[Told, ...]:
    """What the events tell of each thread they are about.

    `known_until` (number -> time) is for threads of one repository whose past is known up to then;
    with `entire` the events are all of it, else its end.
    """
    names = Once(names)
    until = known_until or {}
    texts: dict[tuple[int, int], list[ThreadEvent]] = {}
    rows: dict[tuple[int, int], list[Activity]] = {}
    accounts: dict[tuple[int, int], dict[str, Account]] = {}
    for event in events:
        if not isinstance(event, ThreadEvent):
            continue
        thread = (event.thread.repository.id, event.thread.number)
        rows.setdefault(thread, []).extend(activity(event, names))
        if isinstance(event, ThreadOpened | ThreadEdited):
            texts.setdefault(thread, []).append(event)
        named = accounts.setdefault(thread, {})
        for person in people(event):
            one = account(person, names)
            named[one.person] = one
    return tuple(
        Told(
            *thread,
            tuple(rows[thread]),
            tuple(accounts[thread].values()),
            until.get(thread[1]),
            entire and thread[1] in until,
            wording(texts.get(thread, ()), until.get(thread[1]), names),
        )
        for thread in rows
        if rows[thread]
    )


def people(event: Event | ThreadEvent) -> Iterator[Person]:
    """Everybody an event names by id."""
    if not isinstance(event, ThreadEvent):
        return
    named: list[Person | None] = [event.opener, event.by]
    match event:
        case CommentEvent():
            named.append(event.author)
        case ThreadAssigned() | ThreadUnassigned():
            named.append(event.assignee)
        case ReviewRequested() | ReviewRequestRemoved():
            named.append(event.reviewer)
        case _:
            pass
    yield from {p.id: p for p in named if _is_somebody(p)}.values()


def account(person: Person, names: Names) -> Account:
    """The person's entry in the one table that knows logins."""
    login = person.login.removesuffix("[bot]")
    return Account(names.person(person.id), names.login(login), _short(login), person.kind)


def activity(event: Event | ThreadEvent, names: Names) -> tuple[Activity, ...]:
    """What an event adds to its thread's activity; nothing for what is not kept."""
    return tuple(_activity(event, names)) if isinstance(event, ThreadEvent) else ()


def _activity(event: ThreadEvent, names: Names) -> Iterator[Activity]:
    by = _who(event, event.by, names)
    when = second(event.at)
    match event:
        case ThreadOpened():
            what = "draft" if event.is_draft else "pull" if event.is_pull_request else "issue"
            who = _who(event, event.opener or event.by, names)
            yield Activity(Kind.OPENED, "", event.at, *who, detail=what)
            yield from words(event, BODY, event.at, event.body, who, names)
        case ThreadEdited() if event.body_before is not None:
            who = _who(event, event.opener, names)
            yield Activity(Kind.SAID, f"{BODY}@{when}", event.at, *who, detail=BODY)
            yield from words(event, BODY, event.at, event.body, who, names)
        case ThreadClosed():
            yield Activity(Kind.MERGED if event.merged else Kind.CLOSED, when, event.at, *by)
        case DuplicateMarked():
            yield mark(event, by)
        case ThreadReopened():
            yield Activity(Kind.REOPENED, when, event.at, *by)
        case DraftChanged():
            yield Activity(Kind.DRAFTED if event.is_draft else Kind.READIED, when, event.at, *by)
        case ThreadLabeled() | ThreadUnlabeled():
            kind = Kind.LABELED if isinstance(event, ThreadLabeled) else Kind.UNLABELED
            label = _short(event.label)
            yield Activity(kind, f"{when}:{label}", event.at, *by, detail=label)
        case ThreadAssigned() | ThreadUnassigned() if _is_somebody(event.assignee):
            kind = Kind.ASSIGNED if isinstance(event, ThreadAssigned) else Kind.UNASSIGNED
            subject = names.person(event.assignee.id)
            yield Activity(kind, f"{when}:{subject}", event.at, *by, subject=subject)
        case ReviewRequested() | ReviewRequestRemoved():
            yield from _request(event, by, names)
        case ReviewSubmitted() if event.state != "pending":
            yield Activity(
                Kind.REVIEWED,
                str(event.review_id),
                event.at,
                *by,
                detail=_short(event.state),
                association=_insider(event.association),
            )
            yield from words(event, f"r{event.review_id}", event.at, event.body, by, names)
        case ReviewEdited():
            source = f"r{event.review_id}"
            yield Activity(Kind.SAID, f"{source}@{when}", event.at, *by, detail=source)
            yield from words(event, source, event.at, event.body, by, names)
        case ReviewDismissed():
            yield Activity(Kind.DISMISSED, str(event.review_id), event.at, *by)
        case CommentEvent():
            yield from _comment(event, names)
        case CommentReacted():
            key = f"{event.comment_id}:{event.content}:{by[0] or ''}"
            yield Activity(Kind.REACTED, key, event.at, *by, detail=event.content)
        case CommitAuthored():
            yield Activity(Kind.COMMITTED, event.oid, event.at, *by)
        case ThreadDeleted():
            yield Activity(Kind.GONE, "", event.at, *by, detail="deleted")
        case ThreadTransferred():
            yield Activity(Kind.GONE, "", event.at, *by, detail="transferred")
        case _:
            pass


def _request(
    event: ReviewRequested | ReviewRequestRemoved, by: tuple[str | None, Role], names: Names
) -> Iterator[Activity]:
    asked = isinstance(event, ReviewRequested)
    kind = Kind.REVIEW_REQUESTED if asked else Kind.REVIEW_UNREQUESTED
    when = second(event.at)
    if _is_somebody(event.reviewer):
        subject = names.person(event.reviewer.id)
        yield Activity(kind, f"{when}:{subject}", event.at, *by, subject=subject)
    elif event.team:
        team = _short(event.team)
        yield Activity(kind, f"{when}:@{team}", event.at, *by, detail=team)


def _comment(event: CommentEvent, names: Names) -> Iterator[Activity]:
    author = _who(event, event.author, names)
    written_at = event.written_at or event.at
    on_code = isinstance(event, ReviewCommentCreated | ReviewCommentEdited | ReviewCommentDeleted)
    if on_code and author[1] is Role.AUTHOR:
        author = author[0], Role.OTHER  # lists of such comments do not tell whose thread it is
    source = f"{'v' if on_code else 'c'}{event.comment_id}"
    kind = Kind.CODE_COMMENTED if on_code else Kind.COMMENTED
    insider = _insider(event.association)
    yield Activity(kind, str(event.comment_id), written_at, *author, association=insider)
    match event:
        case CommentCreated() | ReviewCommentCreated():
            yield from words(event, source, written_at, event.body, author, names, insider)
        case CommentEdited() | ReviewCommentEdited():
            key = f"{source}@{second(event.at)}"
            yield Activity(Kind.SAID, key, event.at, *author, detail=source)
            yield from words(event, source, event.at, event.body, author, names, insider)
        case CommentDeleted() | ReviewCommentDeleted():
            gone = Kind.CODE_UNCOMMENTED if on_code else Kind.UNCOMMENTED
            by = _who(event, event.by, names)
            yield Activity(gone, str(event.comment_id), event.at, *by, detail=source)
        case _:
            pass


def _who(event: ThreadEvent, person: Person | None, names: Names) -> tuple[str | None, Role]:
    if not _is_somebody(person):
        return None, Role.GHOST
    if person.is_bot:
        role = Role.BOT
    elif event.opener is not None and person.id == event.opener.id:
        role = Role.AUTHOR
    else:
        role = Role.OTHER
    return names.person(person.id), role


def _is_somebody(person: Person | None) -> TypeGuard[Person]:
    return person is not None and person.id != GHOST_ID


def _insider(association: str) -> str:
    """The association of those who may decide; the others' changes with every merge."""
    return association if association in INSIDERS else ""


def _short(text: str) -> str:
    """As much of it as is kept, without what PostgreSQL cannot keep."""
    return text.replace("\0", "")[:LONGEST]
