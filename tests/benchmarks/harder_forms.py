"""Forms made from real ones that ask for more, and one thing at a time; and what answers them.

The real ones at hand seldom require much, and ask for the machine as a whole. Others ask for each
version in a field of its own and offer lists that end in "Other / Unknown".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.parsing.forms import field_wants
from bot.parsing.sections import label_key
from bot.vocabulary.forms import FieldKind, FormField, IssueForm, RepositoryForms, Wants
from tests.benchmarks.omissions import FULL, Case, filled, is_template, left_out, noticed, write

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "OS version": ("Ubuntu 22.04", "Debian 12"),
    "Python version": ("3.11.4", "3.12"),
    "CUDA/cuDNN version": ("12.4 / 9.1", "12.1"),
    "GPU model": ("NVIDIA A100", "2x RTX 4090"),
    "Compiler": ("gcc 11.4", "clang 17"),
    "PyTorch version": ("2.3.1", "2.4.0+cu121"),
    "Version or commit": ("1.4.2", "42b4109e"),
    "Installed how": ("the wheel", "from source, with cmake"),
    "Impact": ("We cannot release before it is fixed, in a month.", "low"),
}
"""Questions for one value, and what is said to them."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "Platform": ("Windows", "Linux", "Mac", "Android", "Other / Unknown"),
    "Architecture": ("x86_64", "arm64", "Other / Unknown"),
    "Interface": ("Python", "C++", "Rust", "Other / Unknown"),
    "Backend": ("CPU", "CUDA", "ROCm", "Vulkan", "Other / Unknown"),
    "Regression?": ("Yes", "No", "Unknown"),
}

IN_WORDS: Mapping[str, str] = {
    "OS version": "This is on {}.",
    "Python version": "I use Python {} here.",
    "CUDA/cuDNN version": "It was built with CUDA {}.",
    "GPU model": "The machine has {}.",
    "Compiler": "Compiled with {}.",
    "PyTorch version": "Torch is at torch {}.",
    "Version or commit": "Seen with version {}.",
    "Platform": "It happens on {} only.",
    "Architecture": "The machine is {}.",
    "Interface": "We call it from {}.",
    "Backend": "The backend is {}.",
}
"""How people say it who skip the field."""

REWORDED = {
    Wants.LOG: "Console output",
    Wants.VERSION: "Release",
    Wants.REPRODUCTION: "Steps",
    Wants.ENVIRONMENT: "Your setup",
}


def harder(form: IssueForm) -> Iterator[IssueForm]:
    """The form asking for all it asks, then with short questions added, then in other words."""
    asked = tuple(replace(f, required=f.kind != "checkboxes" or f.required) for f in form.fields)
    yield replace(form, fields=asked)
    if is_template(form):
        return
    short = (
        *(_question(label, "input") for label in ANSWERS),
        *(_question(label, "dropdown", options) for label, options in CHOICES.items()),
    )
    kept = tuple(f for f in asked if f.wants is not Wants.ENVIRONMENT and f.kind != "checkboxes")
    yield replace(form, fields=(*kept, *short))
    yield replace(form, fields=(*kept, *short[::2]))
    yield replace(form, fields=_reworded(asked))


def _question(label: str, kind: FieldKind, options: tuple[str, ...] = ()) -> FormField:
    wants = Wants.TEXT if kind == "dropdown" else field_wants(label)
    return FormField(label_key(label), label, kind, required=True, wants=wants, options=options)


def _reworded(fields: Iterable[FormField]) -> tuple[FormField, ...]:
    """The first question of each kind in other words; two of the same would be one question."""
    left = dict(REWORDED)
    return tuple(
        replace(field, label=left.pop(field.wants))
        if field.wants in left and field.kind != "dropdown"
        else field
        for field in fields
    )


def answered(form: IssueForm, turn: int) -> dict[str, str]:
    """Every question with an answer of its own."""
    said = filled(form, FULL, turn)
    for field in form.fields:
        values = ANSWERS.get(field.label)
        if values is not None:
            said[field.id] = values[turn % len(values)]
    return said


def omissions(form: IssueForm) -> Iterator[Case]:
    """One answer taken out; another question's answer does not make up for it."""
    fits_all = sum(f.wants is Wants.ENVIRONMENT for f in form.fields if f.label not in ANSWERS) > 1
    for turn in range(4):
        said: Mapping[str, str | None] = answered(form, turn)
        for field in form.fields:
            if not field.required or (fits_all and field.wants is Wants.ENVIRONMENT):
                continue
            for way, text in left_out(field):
                if way != "heading gone":
                    yield Case(way, form, write(form, {**said, field.id: text}), field)


def moved(form: IssueForm) -> Iterator[Case]:
    """Complete reports with one answer somewhere else: below the description, or at the end."""
    for turn in range(4):
        said = answered(form, turn)
        home = next((f for f in form.fields if f.wants is Wants.TEXT and _is_free(f)), None)
        for field in form.fields:
            if not field.required or field is home or field.kind == "checkboxes":
                continue
            is_long = field.wants in (Wants.LOG, Wants.REPRODUCTION, Wants.ENVIRONMENT)
            named = field.label in ANSWERS or field.kind == "dropdown" or not is_long
            told = f"{field.label}: {said[field.id]}" if named else said[field.id]
            if field.wants is Wants.TEXT and _is_free(field):
                continue  # any words answer it: nothing to be moved
            bare = {**said, field.id: "_No response_"}
            if field.label in IN_WORDS and "Other" not in said[field.id]:
                words = IN_WORDS[field.label].format(said[field.id])
                yield Case("in a sentence", form, f"{write(form, bare)}\n#### Notes\n\n{words}\n")
                yield Case("in a sentence", form, f"{words}\n\n{write(form, bare)}")
            if home is not None:
                inside = {**bare, home.id: f"{said[home.id]}\n\n{told}"}
                yield Case("in the description", form, write(form, inside))
            yield Case("above all", form, f"{told}\n\n{write(form, bare)}")


def _is_free(field: FormField) -> bool:
    return field.kind in ("textarea", "heading")


def measure(folders: Mapping[str, RepositoryForms]) -> dict[str, dict[str, int]]:
    """By kind of case: how many, and how many are asked for (what was left out)."""
    found = {kind: {"reports": 0, "ours": 0} for kind in ("omissions", "complete, moved")}
    for product, forms in folders.items():
        asking = (f for f in forms.forms if any(field.required for field in f.fields))
        for one in (harder_one for form in asking for harder_one in harder(form)):
            for case in (*omissions(one), *moved(one)):
                asked = noticed(case, RepositoryForms((one,)), product)
                row = found["complete, moved" if case.omitted is None else "omissions"]
                row["reports"] += 1
                row["ours"] += bool(asked) if case.omitted is None else case.omitted.id in asked
    return found
