"""Takes one answer out of a complete report, in every way reporters do, and sees who notices.

Complete reports are made from the forms themselves: each question answered in our own words, long
and terse, in several shapes. `--issues` takes real ones too: those that leave nothing out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.parsing.answers import answers
from bot.parsing.reports import form_of, unanswered
from bot.parsing.sections import cut_report, label_key
from bot.vocabulary.forms import FormField, IssueForm, RepositoryForms, Wants

FULL = {
    Wants.TEXT: (
        "The server stops answering after the second request, although the first one is fine. "
        "I expected both to be answered.",
        "I would like to load two adapters at once, because switching takes a minute.",
    ),
    Wants.LOG: (
        "Traceback (most recent call last):\n"
        '  File "/srv/run.py", line 3, in <module>\n    serve()\nRuntimeError: queue is full',
        "llama_model_load: loading tensors\nggml_alloc: out of memory\nAborted (core dumped)",
    ),
    Wants.ENVIRONMENT: (
        "OS: Ubuntu 22.04\nPython version: 3.11.4\nPyTorch version: 2.3.1\nCUDA: 12.4\n"
        "GPU: 2 x NVIDIA A100",
        "Debian 12, Ryzen 5950X, RTX 4090, driver 550.54",
    ),
    Wants.VERSION: ("version: 2999 (42b4109e)\nbuilt with clang", "engine 1.4.2, from the wheel"),
    Wants.REPRODUCTION: (
        "```python\nfrom engine import serve\nserve(model='small')\n```",
        "1. start the server with `engine serve --model small`\n2. send two requests at once",
    ),
}
TERSE = {
    Wants.TEXT: ("Crashes.", "崩溃", "slow on load"),
    Wants.LOG: ("SIGSEGV", "queue is full"),
    Wants.ENVIRONMENT: ("4090, torch 2.3", "M2 Max", "Ubuntu"),
    Wants.VERSION: ("1.4.2", "b3047", "main", "latest"),
    Wants.REPRODUCTION: ("run it", "see the gist above", "`engine serve`"),
}
NOTHING = ("", "_No response_", "N/A", "none", "-", "<!-- paste it here -->", "\n\n...\n")
PICTURE = "![log](https://example.com/picture.png)"


@dataclass(frozen=True, slots=True)
class Case:
    """A report, and the question that was left out of it; None for a complete one."""

    way: str
    form: IssueForm
    body: str
    omitted: FormField | None = None


def is_template(form: IssueForm) -> bool:
    """Whether it is a Markdown template."""
    return all(field.kind == "heading" for field in form.fields)


def write(form: IssueForm, said: Mapping[str, str | None]) -> str:
    """The report as GitHub writes it; a question that is None has lost its heading too."""
    lines = []
    for field in form.fields:
        text = said.get(field.id, "_No response_")
        if text is None:
            continue
        head = f"**{field.label}**" if is_template(form) else f"### {field.label}"
        lines.append(f"{head}\n\n{text}")
    return "\n\n".join(lines) + "\n"


def filled(form: IssueForm, book: Mapping[Wants, Sequence[str]], turn: int) -> dict[str, str]:
    said = {}
    for place, field in enumerate(form.fields):
        if field.kind == "checkboxes":
            said[field.id] = "\n".join(f"- [X] {o}" for o in field.options)
        elif not field.required:
            said[field.id] = field.default if is_template(form) else "_No response_"
        elif field.kind == "dropdown":
            said[field.id] = field.options[turn % len(field.options)]
        else:
            variants = book[field.wants]
            text = variants[(turn + place) % len(variants)]
            said[field.id] = f"```shell\n{text}\n```" if field.wants is Wants.LOG else text
    return said


def complete(form: IssueForm) -> Iterator[Case]:
    """Reports that leave nothing out, in many shapes."""
    for turn in range(4):
        full, terse = filled(form, FULL, turn), filled(form, TERSE, turn)
        yield Case("terse", form, write(form, terse))
        yield Case("full", form, write(form, full))
        yield Case("CRLF", form, write(form, full).replace("\n", "\r\n"))
        yield Case("in details", form, write(form, {k: _folded_away(v) for k, v in full.items()}))
        yield Case("own headings", form, write(form, {k: _own_heading(v) for k, v in full.items()}))
        yield Case("after the default", form, write(form, _below_defaults(form, full)))
        yield Case("broken fence", form, write(form, _broken(form, full)))
        yield Case("one bold heading", form, re.sub(r"^### (.*)$", r"## \1:", write(form, full)))


def _folded_away(text: str) -> str:
    return f"<details>\n<summary>more</summary>\n\n{text}\n\n</details>"


def _own_heading(text: str) -> str:
    return f"#### My words\n\n{text}"


def _below_defaults(form: IssueForm, said: Mapping[str, str]) -> dict[str, str]:
    defaults = {field.id: field.default for field in form.fields if field.required}
    return {k: f"{defaults.get(k, '')}\n{v}" for k, v in said.items()}


def _broken(form: IssueForm, said: Mapping[str, str]) -> dict[str, str]:
    """A fence opened and never closed in the first answer."""
    first = next((f.id for f in form.fields if f.required and f.kind == "textarea"), "")
    return {k: f"{v}\n```" if k == first else v for k, v in said.items()}


def omissions(form: IssueForm) -> Iterator[Case]:
    """Complete reports with one answer taken out, in every way that applies to the question."""
    for turn in range(4):
        said: Mapping[str, str | None] = filled(form, FULL, turn)
        for field in form.fields:
            if not field.required:
                continue
            for way, text in left_out(field):
                if way == "heading gone" and _is_bare_without(form, field):
                    continue
                left: dict[str, str | None] = {**said, field.id: text}
                for twin in form.fields:
                    # Told once is told: a form that asks twice for the environment gets it once.
                    if field.wants is Wants.ENVIRONMENT is twin.wants:
                        left[twin.id] = text if text is None else twin.default or text
                yield Case(way, form, write(form, left), field)


def _is_bare_without(form: IssueForm, field: FormField) -> bool:
    """Whether too few headings would be left to know the form by."""
    left = len(form.fields) - 1
    return field.kind == "checkboxes" or left < 2 or left * 2 < len(form.fields)


def left_out(field: FormField) -> Iterator[tuple[str, str | None]]:
    """The ways to leave a question out."""
    if field.kind == "checkboxes":
        yield "unticked", "\n".join(f"- [ ] {o}" for o in field.options)
        return
    for text in NOTHING:
        if field.may_be_nothing and text in ("N/A", "none", "-"):
            continue
        yield repr(text), text
    if field.default.strip():
        yield "template text", field.default
    if field.placeholder.strip():
        yield "placeholder", field.placeholder
    if field.wants is Wants.LOG:
        yield "picture", PICTURE
    yield "heading gone", None


def noticed(case: Case, forms: RepositoryForms, product: str = "") -> tuple[str, ...]:
    """The ids our rule would ask for in the product's repository."""
    form = form_of(case.body, forms)
    return () if form is None else tuple(f.id for f in unanswered(form, case.body, (), product))


def keyword_rule(case: Case) -> tuple[str, ...]:
    """The peer: a required heading that is missing, bare, or says "_No response_" (ansibullbot)."""
    told = cut_report(case.form, case.body)
    return tuple(
        field.id
        for field in case.form.fields
        if field.required
        and not any(t and t != "_No response_" for t in told.under.get(field.id, ()))
    )


def measure(
    cases: Iterator[Case], forms: RepositoryForms, product: str = ""
) -> dict[str, dict[str, int]]:
    """By way: how many, how many noticed by us and by the keyword rule."""
    found: dict[str, dict[str, int]] = {}
    for case in cases:
        row = found.setdefault(case.way, {"reports": 0, "ours": 0, "keywords": 0})
        row["reports"] += 1
        both = {"ours": noticed(case, forms, product), "keywords": keyword_rule(case)}
        for name, asked in both.items():
            # Forms of one family ask the same: the question counts, whichever form it is read by.
            hit = bool(asked) if case.omitted is None else case.omitted.id in asked
            row[name] += hit
    return found


def totals(rows: Iterable[dict[str, int]]) -> dict[str, int]:
    """All rows in one."""
    summed = {"reports": 0, "ours": 0, "keywords": 0}
    for row in rows:
        for key in summed:
            summed[key] += row[key]
    return summed


def real_cases(
    bodies: Sequence[str], forms: RepositoryForms, product: str = ""
) -> tuple[list[Case], list[Case], dict[str, int]]:
    """Real reports that leave nothing out; the same with one answer taken out; what was read."""
    whole, holed = [], []
    counts = {"reports": len(bodies), "follow a form": 0, "asked": 0}
    for body in bodies:
        form = form_of(body, forms)
        if form is None:
            continue
        counts["follow a form"] += 1
        if unanswered(form, body, (), product):
            counts["asked"] += 1
            continue
        told = cut_report(form, body)
        asked = [f for f in form.fields if f.required and f.kind != "checkboxes"]
        own = [f for f in asked if any(answers(f, t) for t in told.under.get(f.id, ()))]
        if told.is_another_version or len(own) < len(asked):
            continue
        whole.append(Case("real", form, body))
        for field in own:
            for way, text in left_out(field):
                holed.append(Case(way, form, _without(body, form, field, text), field))
    return whole, holed, counts


def _without(body: str, form: IssueForm, field: FormField, text: str | None) -> str:
    """The report with one section's words replaced, up to the next heading of the form."""
    labels = {label_key(f.label) for f in form.fields}
    kept, inside = [], False
    for line in body.splitlines():
        if line.startswith("### ") and label_key(line[4:]) in labels:
            inside = label_key(line[4:]) == label_key(field.label)
            if inside and text is not None:
                kept += [line, "", text, ""]
            if inside:
                continue
        if not inside:
            kept.append(line)
    return "\n".join(kept)
