"""Values for tests, complete but for what a test says."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.learning.findings import Findings
from bot.learning.upstream_rules import UpstreamCause
from bot.parsing.forms import parse_forms
from bot.parsing.not_issues import NotAnIssue, Reason
from bot.parsing.regressions import Regression
from bot.parsing.vulnerabilities import Suspicion
from bot.vocabulary.environments import Clash
from bot.vocabulary.events import CommentReacted, ThreadEdited, ThreadOpened
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.issues import Comment, Issue, LabelChange
from bot.vocabulary.kinds import AreaGuess, AreaGuesses, Guess, Kind, KindGuess, SureArea
from bot.vocabulary.people import Person
from bot.vocabulary.related import RelatedThread, RelatedThreads
from bot.vocabulary.threads import Repository, Thread

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REPOSITORY = Repository(1, "example-ai", "engine", installation_id=77)
THREAD = Thread(REPOSITORY, 5)
REPORTER = Person(11, "a-reporter")
MAINTAINER = Person(12, "a-maintainer")
SOMEBODY = Person(13, "somebody")
BOT = Person(14, "linchpin-rig", "Bot")


FOUND = Findings(
    clashes=(Clash(("torch", "driver"), "torch 2.4 needs a newer driver", "https://example.com"),),
    upstream=UpstreamCause("example-ai/kernels", ("it says so",), 0.9, "example-ai/kernels#3"),
    regression=Regression("2.3", "2.4", "engine"),
    suspicion=Suspicion(0.9, ("remote code",)),
    not_an_issue=NotAnIssue(Reason.EMPTY, ("nothing filled in",)),
)
KIND = KindGuess(Guess(Kind.BUG, 0.97, is_sure=True, reasons=("a traceback",)), 0.95)
AREAS = AreaGuesses((SureArea(AreaGuess("module: cache", 0.95, ("a path leads there",)), 0.9),))
RELATED = RelatedThreads(
    (
        RelatedThread(
            3, 0.95, is_open=True, closed_at=None, fixed_by="", why=("KeyError: 'x'", "paged_cache")
        ),
        RelatedThread(2, 0.85, is_open=False, closed_at=AT, fixed_by="#4", why=("paged_cache",)),
        RelatedThread(1, 0.3, is_open=True, closed_at=None, fixed_by="", why=()),
    )
)


def issue(body: str = "", **changes: Any) -> Issue:
    """An open issue of a reporter from outside."""
    values: dict[str, Any] = {
        "thread": THREAD,
        "node_id": "I_5",
        "title": "[Bug]: it stops",
        "body": body,
        "author": REPORTER,
        "labels": frozenset(),
        "is_open": True,
        "is_locked": False,
        "is_pull_request": False,
        "created_at": AT,
        "comments": (),
        "label_history": (),
    }
    return Issue(**(values | changes))


def comment(body: str, author: Person | None = REPORTER, **changes: Any) -> Comment:
    """A comment of the reporter."""
    values: dict[str, Any] = {
        "id": 900,
        "node_id": "IC_900",
        "author": author,
        "body": body,
        "created_at": AT,
        "is_minimized": False,
        "by_us": author == BOT,
        "association": "MEMBER" if author == MAINTAINER else "NONE",
    }
    return Comment(**(values | changes))


def label_changes(*changes: tuple[str, bool, Person]) -> tuple[LabelChange, ...]:
    """Label changes (label, whether it was put on, by whom), oldest first."""
    return tuple(LabelChange(label, added, by, by == BOT, AT) for label, added, by in changes)


def opened(*, is_pull_request: bool = False) -> ThreadOpened:
    """The reporter opened the thread."""
    return ThreadOpened(THREAD, REPORTER, AT, is_pull_request)


def edited() -> ThreadEdited:
    """The reporter edited the thread's text."""
    return ThreadEdited(THREAD, REPORTER, AT, False, None, "It stopped.")


def reacted(content: str = "-1", *, by_maintainer: bool = True) -> CommentReacted:
    """Somebody reacted to our comment."""
    by = MAINTAINER if by_maintainer else REPORTER
    return CommentReacted(THREAD, by, AT, False, 900, content, by_maintainer)


def forms(*texts: str, **named: str) -> RepositoryForms:
    """The forms of a folder: texts as YAML forms, others by name ("config_yml" = config.yml)."""
    files = {f".github/ISSUE_TEMPLATE/{i}.yml": text for i, text in enumerate(texts)}
    for name, text in named.items():
        stem, _, ending = name.rpartition("_")
        files[f".github/ISSUE_TEMPLATE/{stem}.{ending}"] = text
    return parse_forms(files)


def form(*fields: str, name: str = "Bug", title: str = "[Bug]: ") -> str:
    """A YAML form of these fields, each from `field`."""
    return f'name: {name}\ndescription: d\ntitle: "{title}"\nbody:\n' + "".join(fields)


def field(
    label: str,
    kind: str = "textarea",
    *,
    required: bool = True,
    options: Sequence[str] = (),
    must_tick: Sequence[str] = (),
    **attributes: str,
) -> str:
    """One field of a YAML form."""
    import json

    values: Mapping[str, Any] = {"label": label, **attributes}
    if options:
        values = {**values, "options": list(options)}
    if must_tick:
        values = {**values, "options": [{"label": o, "required": True} for o in must_tick]}
    validations = json.dumps({"required": required})
    return f"  - {{type: {kind}, attributes: {json.dumps(values)}, validations: {validations}}}\n"


def report(**answers: str) -> str:
    """What GitHub makes of a filled form: `what_happened` -> "### What happened?"."""
    return written({k.replace("_", " "): v for k, v in answers.items()})


def written(answers: Mapping[str, str]) -> str:
    """What GitHub makes of a filled form, by its labels."""
    return "\n\n".join(f"### {label}\n\n{text}" for label, text in answers.items()) + "\n"
