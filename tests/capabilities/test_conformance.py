"""What every capability keeps to; a new one in `capabilities.ALL` is held to it by itself."""

import dataclasses
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from bot import capabilities, schema
from bot.capabilities import Capability
from bot.learning.findings import Findings
from bot.vocabulary import actions, events
from bot.vocabulary.actions import AddLabel, Mode, Proposal, SayOnce, SetSection
from bot.vocabulary.commands import Why
from bot.vocabulary.events import CommentReacted, LookDue
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.issues import GuidanceFiles, Issue, RepositoryLabels, Sections
from bot.vocabulary.kinds import AreaGuesses, KindGuess
from bot.vocabulary.orders import Doing, Doings, Order, Orders, Waived, Withdraw
from bot.vocabulary.people import Person
from bot.vocabulary.related import RelatedThreads
from tests import builders
from tests.capabilities.awkward import TEXTS

FORMS = builders.forms(
    builders.form(
        builders.field("What happened?"),
        builders.field("Version", "input"),
        builders.field("Relevant log output", render="shell"),
    )
)
LABELS = RepositoryLabels(
    frozenset({"needs-info", "bug", "regression", "invalid", "module: cache"})
)
ORDERS = Orders((Order(Withdraw(), is_allowed=True), Order(Why(), is_allowed=True)))
DOINGS = Doings(
    (
        Doing(
            *("label-added", "needs-info", builders.AT, "ask-for-missing-information", "because"),
            *(("no answer",), None, Mode.ACT, "d" * 32),
        ),
    )
)
BODIES = {**TEXTS, "incomplete": builders.written({"What happened?": "It stops.", "Version": ""})}

everything = pytest.mark.parametrize("capability", capabilities.ALL, ids=capabilities.name)


def value(kind: Any, name: str, text: str) -> Any:
    """A value for a field of an event, with the text wherever words may stand."""
    made: dict[Any, Any] = {
        bool: False,
        int: 900,
        str: text,
        str | None: text,
        Person: builders.REPORTER,
        Person | None: builders.REPORTER,
        datetime | None: builders.AT,
    }
    named = {
        "upstream": "example-ai/kernels#3",
        "thread": builders.THREAD,
        "at": builders.AT,
        "to": None,
        "content": "-1",
    }
    return named[name] if name in named else made[kind]


def build_events(capability: Capability, text: str) -> Iterator[Any]:
    for kind in capabilities.reacts_to(capability):
        hints = get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind)]
        event = kind(**{name: value(hints[name], name, text) for name in names})
        if isinstance(event, CommentReacted):
            event = dataclasses.replace(event, by_maintainer=True)
        yield event


def facts(text: str, *, asked: bool) -> dict[type[Any], Any]:
    issue = builders.issue(
        text,
        title=text,
        labels=frozenset({"needs-info"}) if asked else frozenset(),
        comments=(builders.comment(text),),
        label_history=builders.label_changes(("needs-info", True, builders.BOT)) if asked else (),
    )
    remembered: dict[str, tuple[str, ...]] = {}
    if asked:
        remembered = {"missing-information": ("version",), "upstream": ("example-ai/kernels#3",)}
    suspicion = None if asked else builders.FOUND.suspicion
    return {
        Issue: issue,
        RepositoryForms: FORMS,
        RepositoryLabels: LABELS,
        GuidanceFiles: GuidanceFiles({".github/ISSUE_TEMPLATE/bug.yml": text}),
        Sections: Sections(remembered),
        Findings: replace(builders.FOUND, suspicion=suspicion),
        RelatedThreads: builders.RELATED,
        KindGuess: builders.KIND,
        AreaGuesses: builders.AREAS,
        Orders: ORDERS,
        Doings: DOINGS,
        Waived: Waived(),
    }


def decide(capability: Capability, event: Any, known: dict[type[Any], Any]) -> list[Proposal]:
    wanted = {name: known[kind] for name, kind in capabilities.needs(capability).items()}
    return list(capability.decide(event, **wanted, config=capability.Config()))


@everything
def test_its_docstring_says_what_it_does_and_how_it_is_judged(capability: Capability) -> None:
    text = inspect.getdoc(capability) or ""

    assert 20 < len(capabilities.summary(capability)) <= 120
    assert capabilities.summary(capability).endswith(".")
    for word in ("Agreed:", "Disagreed:", "Unknown:", "hadow"):
        assert word in text, f"the docstring of {capability.__name__} does not say {word!r}"
    assert re.search(r"\d+ (days|hours|weeks)", text), "no window is named"


@everything
def test_it_is_named_as_its_file_and_listed_in_the_readme(capability: Capability) -> None:
    name = capabilities.name(capability)

    assert getattr(capability, "CAPABILITY", name) == name
    assert capabilities.markdown_table() in Path("README.md").read_text(encoding="utf-8")


@everything
def test_its_settings_are_frozen_documented_and_have_defaults(capability: Capability) -> None:
    assert dataclasses.is_dataclass(capability.Config)
    assert capability.Config.__dataclass_params__.frozen  # type: ignore[attr-defined] # made by dataclass
    assert capability.Config() == capability.Config()
    assert capabilities.name(capability) in schema.schema()["properties"]


@everything
def test_it_reacts_to_events_and_asks_for_permissions_that_exist(capability: Capability) -> None:
    assert set(capabilities.reacts_to(capability)) <= set(get_args(events.Event))
    assert set(capabilities.needs(capability).values()) <= set(facts("", asked=False))
    assert set(capability.PERMISSIONS.values()) <= {"read", "write"}


@everything
@pytest.mark.parametrize("asked", [False, True], ids=["new", "asked"])
@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES.keys())
def test_it_survives_awkward_text_and_says_the_same_twice(
    capability: Capability, text: str, asked: bool
) -> None:
    known = facts(text, asked=asked)

    for event in build_events(capability, text):
        once, again = decide(capability, event, known), decide(capability, event, known)

        assert once == again
        for proposal in once:
            check(proposal, capability)


def check(proposal: Proposal, capability: Capability) -> None:
    """What every proposal keeps to."""
    action = proposal.action
    assert proposal.capability == capabilities.name(capability)
    assert isinstance(action, get_args(actions.Action))
    assert action.thread == builders.THREAD
    assert 0 < len(proposal.why) <= 120
    assert proposal.confidence is None or 0 <= proposal.confidence <= 1
    assert not isinstance(action, actions.LookAgain | actions.MuteThread) or not proposal.evidence
    assert all(len(line) <= 300 for line in proposal.evidence)
    if isinstance(action, AddLabel):
        assert action.label in LABELS.names, "a label that the repository does not have"
    if isinstance(action, SetSection | SayOnce):
        assert 0 < len(action.text) < 4_000
        assert not re.search(r"(?<![\w`])@\w", action.text), "it mentions somebody"
    declared = getattr(capability, "ACTIONS", get_args(actions.Action))
    assert isinstance(action, tuple(declared))


def test_the_conformance_would_see_an_event_that_it_cannot_build() -> None:
    kinds = {kind for c in capabilities.ALL for kind in capabilities.reacts_to(c)}

    built = {type(e) for c in capabilities.ALL for e in build_events(c, "text")}

    assert built == kinds
    assert LookDue in kinds
