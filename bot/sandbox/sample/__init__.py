"""A sample to play with: an invented AI project with real forms, and an organisation's office.

Whose forms they are, and under which licence, stands in `NOTICE` beside this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

PROJECT, OFFICE = "example-ai/engine", "example-org/office"
REPORTER, MAINTAINER = "a-reporter", "a-maintainer"
LABELS = (
    "bug", "bug-unconfirmed", "medium severity", "enhancement", "inference", "training",
    "needs-info",
)  # fmt: skip

FORMS = ("02-bug-medium.yml", "05-enhancement.yml")
TEMPLATES = ("inference_bug_report.md", "training_bug_report.md")
FORM_FOLDER = ".github/ISSUE_TEMPLATE"


@dataclass(frozen=True, slots=True)
class Report:
    """An issue as its reporter writes it."""

    title: str
    body: str
    labels: tuple[str, ...] = ()


def project_files() -> Mapping[str, str]:
    """The project's files by path: forms, templates, what its maintainers set."""
    found = {f"{FORM_FOLDER}/{n}": _text("engine", "ISSUE_TEMPLATE", n) for n in FORMS + TEMPLATES}
    return found | {".github/linchpin.yml": _text("engine", "linchpin.yml")}


def office_files() -> Mapping[str, str]:
    """The office's files by path."""
    return {"organisation.yml": _text("office", "organisation.yml")}


def incomplete() -> Report:
    """A report that says what is wrong and leaves the rest of its template as it was."""
    return _inference({"Describe the bug": DESCRIPTION})


def half_complete() -> Report:
    """The same after a first edit: now it can be reproduced."""
    return _inference({"Describe the bug": DESCRIPTION, "To Reproduce": STEPS})


def complete() -> Report:
    """The same after a second edit: everything is there."""
    answers = {
        "Describe the bug": DESCRIPTION,
        "To Reproduce": STEPS,
        "ds_report output": OUTPUT,
        "System info (please complete the following information):": SYSTEM,
        "Expected behavior": EXPECTED,
    }
    return _inference(answers)


DESCRIPTION = (
    "Generation stops after the second request and never comes back. The first request is answered "
    "in about two seconds; the process then keeps one core busy."
)
STEPS = """1. Start the server with `engine serve --replicas 2`
2. Send the same prompt twice, the second before the first is answered
3. The second one hangs; `Ctrl-C` is the only way out"""
EXPECTED = "The second request is answered as the first one is."
OUTPUT = """```
ninja .................. [OKAY]
async_io ............... [NO] ....... [OKAY]
torch version .......... 2.4.1
engine version ......... 1.4.2
```"""
SYSTEM = """ - OS: Ubuntu 22.04
 - GPU count and types: one machine with two A100s
 - Python version: 3.11.9"""

FOR_THE_NEWCOMER = Report(
    "Bug: the second model does not load",
    "### What happened?\n\nThe first model loads and answers. Loading a second one into the same "
    "server ends with an error, and both are gone.\n\n"
    "### Name and Version\n\n_No response_\n\n"
    "### What operating system are you seeing the problem on?\n\nLinux\n\n"
    "### Relevant log output\n\n```shell\nerror: no free slot for model 2\n```\n",
    ("bug-unconfirmed", "medium severity"),
)
"""A report that lacks one line, for the newcomer to complete or to wave through."""

COMPLETING_LINE = "version: 3120 (a1b2c3d4), built with gcc 12.2 for x86_64-linux-gnu"
"""What completes it."""


def _inference(answers: Mapping[str, str]) -> Report:
    front, text = _text("engine", "ISSUE_TEMPLATE", TEMPLATES[0]).split("---\n", 2)[1:]
    labels = next(line for line in front.splitlines() if line.startswith("labels:"))
    blocks = text.strip().split("\n\n")
    for place, block in enumerate(blocks):
        heading = block.split("\n", 1)[0]
        answer = answers.get(heading.strip("*"))
        if answer is not None:
            blocks[place] = f"{heading}\n{answer}"
    wanted = tuple(name.strip() for name in labels.removeprefix("labels:").split(","))
    return Report(
        "[BUG] Generation hangs after the second request", "\n\n".join(blocks) + "\n", wanted
    )


def _text(*path: str) -> str:
    return files(__name__).joinpath(*path).read_text(encoding="utf-8")
