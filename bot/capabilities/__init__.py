"""Everything Linchpin can do: one verb-named module each, listed once, here.

A capability has a docstring, a `Config`, the `PERMISSIONS` it needs and a pure `decide`. The
annotations of `decide` are its registration: the first parameter names the events it reacts to,
the others the facts it needs, `config` its section of the file. Its docstring's first line is what
`linchpin capabilities`, the README and the config's JSON schema say of it.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, get_args, get_type_hints

from bot.capabilities.conversation import follow_orders
from bot.capabilities.triage import (
    ask_for_missing_information,
    flag_regressions,
    keep_vulnerabilities_quiet,
    label_the_area,
    label_the_kind,
    note_version_clashes,
    point_at_related_threads,
    point_upstream,
    report_back_from_upstream,
    sort_out_non_issues,
)
from bot.vocabulary.actions import Mode, Proposal
from bot.vocabulary.events import Event


class Capability(Protocol):
    """The shape every module listed here has."""

    @property
    def __name__(self) -> str: ...
    @property
    def Config(self) -> type[Any]:  # noqa: N802 # it is a class
        """Its settings, a frozen dataclass whose defaults work."""
        ...

    @property
    def PERMISSIONS(self) -> Mapping[str, str]:  # noqa: N802 # it is a constant
        """GitHub permission -> read or write, without which it cannot act."""
        ...

    @property
    def decide(self) -> Callable[..., Iterable[Proposal]]:
        """The facts in, the proposals out."""
        ...


ALL: tuple[Capability, ...] = (
    ask_for_missing_information,
    keep_vulnerabilities_quiet,
    label_the_kind,
    label_the_area,
    point_upstream,
    report_back_from_upstream,
    point_at_related_threads,
    note_version_clashes,
    flag_regressions,
    sort_out_non_issues,
    follow_orders,
)


def name(capability: Capability) -> str:
    """Its name in config, tables and commands: "ask-for-missing-information"."""
    return capability.__name__.rpartition(".")[2].replace("_", "-")


def summary(capability: Capability) -> str:
    """What it does, in one sentence."""
    return (inspect.getdoc(capability) or "").splitlines()[0]


def reacts_to(capability: Capability) -> tuple[type[Any], ...]:
    """The events named by the first parameter's annotation."""
    first = next(iter(get_type_hints(capability.decide).values()))
    return get_args(first) or (first,)


def needs(capability: Capability) -> Mapping[str, type[Any]]:
    """Parameter name -> fact type, without the event, `config` and the result."""
    _event, *others = get_type_hints(capability.decide).items()
    return {key: kind for key, kind in others if key not in ("config", "return")}


def decided(
    capability_name: str, event: Event, facts: Mapping[str, Any], config: Any
) -> tuple[Proposal, ...]:
    """What the capability of that name proposes; a function that another process can be handed."""
    capability = next(c for c in ALL if name(c) == capability_name)
    return tuple(capability.decide(event, **facts, config=config))


def default_mode(capability: Capability) -> Mode:
    """The mode where nobody set one: its `DEFAULT_MODE`, else shadow."""
    mode: Mode = getattr(capability, "DEFAULT_MODE", Mode.SHADOW)
    return mode


def markdown_table() -> str:
    """All of them, as the README shows them."""
    rows = ["| capability | what it does | at first |", "|---|---|---|"]
    rows += (f"| `{name(c)}` | {summary(c)} | {default_mode(c).value} |" for c in ALL)
    return "\n".join(rows)
