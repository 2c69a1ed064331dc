"""A thread's activity for tests: who did what, in hours since it was opened."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.learning.activity import activity
from bot.vocabulary import events
from bot.vocabulary.events import ThreadEvent
from bot.vocabulary.history import Activity, Kind, Role
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THREAD = Thread(Repository(1, "example-ai", "engine", installation_id=None), 5)
AUTHOR, ANN, BEN, ROBOT = "author", "ann", "ben", "robot"
PERSONS = {f"@{name}": name for name in (AUTHOR, ANN, BEN, ROBOT)}
"""Keyed login -> keyed person."""

MACHINES = frozenset({ROBOT})


class Plain:
    """Hashes that can be read."""

    def person(self, person_id: int) -> str:
        return f"p{person_id}"

    def login(self, login: str) -> str:
        return f"@{login.lower()}"


NAMES = Plain()


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def opened(hours: float = 0, what: str = "issue", **changes: Any) -> Activity:
    return did(Kind.OPENED, hours, AUTHOR, key="", detail=what, **changes)


def did(kind: Kind, hours: float, actor: str | None = ANN, **changes: Any) -> Activity:
    """Somebody did it; the role is told by who it was."""
    roles = {AUTHOR: Role.AUTHOR, ROBOT: Role.BOT, None: Role.GHOST}
    told: dict[str, Any] = {"role": roles.get(actor, Role.OTHER)} | changes
    about = told.get("subject") or told.get("detail") or ""
    return Activity(
        kind, told.pop("key", f"{int(at(hours).timestamp())}:{about}"), at(hours), actor, **told
    )


def said(hours: float, actor: str | None = ANN, key: str = "1", **changes: Any) -> Activity:
    """Somebody commented."""
    return did(Kind.COMMENTED, hours, actor, key=key, **changes)


def reviewed(hours: float, actor: str = ANN, state: str = "commented", **changes: Any) -> Activity:
    """Somebody reviewed."""
    return did(Kind.REVIEWED, hours, actor, key=f"{hours}", detail=state, **changes)


def mentioned(hours: float, whom: str, source: str, actor: str | None = AUTHOR) -> Activity:
    """A version of a text mentions somebody."""
    key = f"{source}@{int(at(hours).timestamp())}:@{whom}"
    return did(Kind.MENTIONED, hours, actor, key=key, subject=f"@{whom}", detail=source)


def edited(hours: float, source: str, actor: str = AUTHOR) -> Activity:
    """A text has a new version."""
    return did(Kind.SAID, hours, actor, key=f"{source}@{hours}", detail=source)


def commanded(hours: float, source: str, actor: str = ANN) -> Activity:
    """A version of a text is commands alone."""
    return did(Kind.COMMANDED, hours, actor, key=f"{source}@{hours}", detail=source)


def deleted(hours: float, key: str = "1", actor: str = ANN) -> Activity:
    """Somebody deleted a comment."""
    return did(Kind.UNCOMMENTED, hours, actor, key=key, detail=f"c{key}")


PEOPLE = (
    Person(1, AUTHOR),
    Person(2, ANN),
    Person(3, BEN),
    Person(4, ROBOT, "Bot"),
    None,
)
"""As events name them; the first opens the threads of `pasts`."""

LOGINS = {f"@{p.login}": f"p{p.id}" for p in PEOPLE if p}
ROBOTS = frozenset({"p4"})
_TEXTS = ("thanks", "/lgtm", "@ann please", "@ben and @author?", "`@ben`", "@robot go", "")


_HOURS = st.one_of(st.integers(0, 8), st.integers(0, 3_000))
_PERSONS = st.sampled_from(PEOPLE)
_ACTS = st.tuples(
    st.integers(0, 15), _HOURS, _PERSONS, _PERSONS, st.integers(1, 6), st.sampled_from(_TEXTS)
)
_OPENINGS = st.tuples(_PERSONS, st.sampled_from(_TEXTS), st.booleans())


def _past(
    opening: tuple[Person | None, str, bool], acts: Sequence[tuple[Any, ...]]
) -> tuple[Activity, ...]:
    opener, body, is_draft = opening
    start = events.ThreadOpened(
        THREAD, opener, START, True, opener=opener, body=body, is_draft=is_draft
    )
    found = [start, *(_event(opener, *act) for act in acts)]
    rows = {(r.kind, r.key): r for event in found for r in activity(event, NAMES)}
    return tuple(rows.values())


pasts = st.builds(_past, _OPENINGS, st.lists(_ACTS, max_size=20))
"""All activity of threads on which anything happened, in the order it was told."""


def _event(
    opener: Person | None,
    what: int,
    hours: int,
    by: Person | None,
    other: Person | None,
    number: int,
    body: str,
) -> ThreadEvent:
    """The event of a kind; what is not drawn follows from the number."""
    is_team = number % 3 == 0
    base: dict[str, Any] = {
        "thread": THREAD,
        "by": by,
        "at": at(hours),
        "is_pull_request": True,
        "opener": opener,
    }
    comment: dict[str, Any] = {
        **base,
        "comment_id": number,
        "author": PEOPLE[number % len(PEOPLE)],
        "written_at": at(number),
        "association": ("MEMBER", "NONE")[number % 2],
    }
    asked: dict[str, Any] = {
        **base,
        "reviewer": None if is_team else other,
        "team": "core" if is_team else None,
    }
    verdicts = ("approved", "changes_requested", "commented")
    made: Sequence[tuple[type[Any], dict[str, Any]]] = (
        (events.CommentCreated, {**comment, "at": at(number), "body": body}),
        (
            events.CommentEdited,
            {**comment, "at": at(number + hours), "body": body, "body_before": None},
        ),
        (events.CommentDeleted, {**comment, "at": at(6 + hours)}),
        (events.ReviewCommentCreated, {**comment, "at": at(number), "body": body}),
        (
            events.ReviewSubmitted,
            {**base, "review_id": number, "body": body, "state": verdicts[hours % 3]},
        ),
        (events.ReviewDismissed, {**base, "review_id": number}),
        (events.ReviewRequested, asked),
        (events.ReviewRequestRemoved, asked),
        (events.ThreadAssigned, {**base, "assignee": other}),
        (events.ThreadUnassigned, {**base, "assignee": other}),
        (events.ThreadClosed, {**base, "merged": is_team}),
        (events.ThreadReopened, base),
        (events.DraftChanged, {**base, "is_draft": is_team}),
        (events.ThreadLabeled, {**base, "label": "bug"}),
        (events.ThreadUnlabeled, {**base, "label": "bug"}),
        (events.ThreadDeleted, base),
    )
    kind, values = made[what]
    event: ThreadEvent = kind(**values)
    return event
