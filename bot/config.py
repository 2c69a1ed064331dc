"""`.github/linchpin.yml` -> Config: what a project's maintainers decided, all problems at once.

    ask-for-missing-information:
      mode: act
      label: needs-info
    budget:
      comments-a-day: 5

A section that is absent leaves its capability at its default; an unknown key is a mistake, named
with line, column and remedy. The same checker serves other files people write for Linchpin.
"""

import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot import capabilities
from bot.guard import Budget
from bot.parsing.documents import (
    Document,
    Position,
    Repeated,
    Unreadable,
    decode,
    read_document,
)
from bot.vocabulary.actions import Mode


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file."""

    position: Position
    message: str
    """What is wrong and what to write instead."""

    def __str__(self) -> str:
        return f"{self.position.line}:{self.position.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Config:
    """What holds in a repository."""

    modes: Mapping[str, Mode] = field(default_factory=dict)
    """Capability -> mode, where the maintainers wrote one."""
    sections: Mapping[str, Any] = field(default_factory=dict)
    """Capability -> its `Config`, where the file has a section."""
    budget: Budget = field(default_factory=Budget)

    def of(self, capability: capabilities.Capability) -> Any:
        """The capability's settings, or its defaults."""
        return self.sections.get(capabilities.name(capability)) or capability.Config()


MOST = 50
"""Mistakes of one kind that are told; who makes more mends these first."""


def read(text: str | bytes) -> Config | tuple[Problem, ...]:
    """The config of a file's text (or bytes, which must be UTF-8), or every mistake in it."""
    decoded = decode(text) if isinstance(text, bytes) else text
    document = decoded if isinstance(decoded, Unreadable) else read_document(decoded)
    if isinstance(document, Unreadable):
        return (Problem(document.position, document.message),)
    if document.value is None:
        return Config()
    known = {capabilities.name(c): c for c in capabilities.ALL}
    problems = [_repeated(key) for key in document.repeated[:MOST]]
    problems += islice(unknown_keys(document, (), [*known, "budget"]), MOST)
    modes: dict[str, Mode] = {}
    sections: dict[str, Any] = {}
    budget = Budget()
    given = document.value if isinstance(document.value, dict) else {}
    for name, capability in known.items():
        if name not in given:
            continue
        if isinstance(given[name], dict) and "mode" in given[name]:
            mode = _mode(document, name, problems)
            if mode is not None:
                modes[name] = mode
        sections[name] = check(document, (name,), capability.Config, problems, also=("mode",))
    if "budget" in given:
        budget = check(document, ("budget",), Budget, problems) or budget
    if problems:
        return tuple(sorted(problems, key=lambda p: (p.position.line, p.position.column)))
    return Config(modes, sections, budget)


def check(
    document: Document,
    path: tuple[str | int, ...],
    kind: type[Any],
    problems: list[Problem],
    *,
    also: Sequence[str] = (),
) -> Any:
    """The mapping at `path` as a `kind` (a dataclass); None after adding to `problems`.

    Keys are written with hyphens; `also` names keys that are somebody else's.
    """
    values = document.value
    for step in path:
        values = values[step]
    if values is None:
        values = {}
    fields = {f.name.replace("_", "-"): f.name for f in dataclasses.fields(kind)}
    before = len(problems)
    problems.extend(islice(unknown_keys(document, path, [*fields, *also]), MOST))
    if not isinstance(values, dict):
        return None
    hyphens = {name: key for key, name in fields.items()}
    try:
        found = TypeAdapter(kind).validate_python(
            {fields[key]: value for key, value in values.items() if key in fields}
        )
    except ValidationError as error:
        for mistake in error.errors(include_url=False)[:MOST]:
            head, *rest = mistake["loc"] or ("",)
            where = (*path, hyphens.get(str(head), str(head)), *rest)
            ours = REMEDIES.get(mistake["type"])
            remedy = ours.format(**mistake.get("ctx", {})) if ours else mistake["msg"]
            message = f"{'.'.join(map(str, where))}: {mistake['input']!r:.60} will not do; {remedy}"
            problems.append(Problem(document.position(where), message))
        return None
    return found if len(problems) == before else None


REMEDIES = {
    "string_type": "write text, in quotes where it looks like something else",
    "tuple_type": "write a list, e.g. [Version, Logs]",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "less_than_equal": "write at most {le}",
    "greater_than_equal": "write at least {ge}",
    "string_too_long": "write at most {max_length} characters",
    "string_pattern_mismatch": "write plain text on one line",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
}
"""pydantic's word for a mistake -> what to write instead; for others its own sentence will do."""


def _repeated(key: Repeated) -> Problem:
    return Problem(key.position, f"`{key.key}` stands in line {key.first.line} already; keep one")


def unknown_keys(
    document: Document, path: tuple[str | int, ...], known: Sequence[str]
) -> Iterable[Problem]:
    """A problem for each key at `path` that means nothing here, with the nearest one that does."""
    values = document.value
    for step in path:
        values = values[step]
    if values is None:
        return
    if not isinstance(values, dict):
        place = ".".join(map(str, path)) or "the file"
        yield Problem(document.position(path), f"{place} must consist of `key: value` lines")
        return
    for key in values:
        if key in known:
            continue
        near = difflib.get_close_matches(str(key)[:80].replace("_", "-").lower(), known, n=1)
        remedy = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
        shown = str(key)[:80]
        yield Problem(document.position((*path, str(key))), f"unknown key `{shown}`; {remedy}")


def _mode(document: Document, name: str, problems: list[Problem]) -> Mode | None:
    value = document.value[name]["mode"]
    if value is False:
        return Mode.OFF  # YAML 1.1 reads a bare `off` as false, and people mean the word
    try:
        return Mode(value)
    except ValueError:
        words = ", ".join(Mode)
        problem = f"{name}.mode: {value!r:.60} is no mode; write one of {words}"
        problems.append(Problem(document.position((name, "mode")), problem))
        return None


def everything_in_shadow() -> Config:
    """What holds where nobody knows what the maintainers want: nothing is written."""
    return Config(modes={capabilities.name(c): Mode.SHADOW for c in capabilities.ALL})
