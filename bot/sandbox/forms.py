"""A project's issue forms and templates as a page shows them, and what they make of the answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

NO_RESPONSE = "_No response_"
"""What GitHub puts under a field that was left empty."""

FOLDER = ".github/ISSUE_TEMPLATE/"


@dataclass(frozen=True, slots=True)
class Field:
    """One question."""

    name: str
    """Of the input: unique in the form."""
    kind: str
    """input, textarea, dropdown, checkboxes or markdown."""
    label: str = ""
    description: str = ""
    placeholder: str = ""
    value: str = ""
    options: tuple[str, ...] = ()
    multiple: bool = False
    required: bool = False
    render: str = ""
    """The language of the code block that the answer becomes."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to open an issue: a form's fields, or a template's text in one big field."""

    file: str
    name: str
    about: str = ""
    title: str = ""
    labels: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    is_template: bool = False

    def body(self, answers: Mapping[str, Sequence[str]]) -> str:
        """The issue's text, as GitHub puts it together."""
        if self.is_template:
            return "\n".join(answers.get("body", ()))
        parts = [
            f"### {field.label}\n\n{_answer(field, answers.get(field.name, ()))}\n"
            for field in self.fields
            if field.kind != "markdown"
        ]
        return "\n".join(parts)


BLANK = Form(
    "", "Blank issue", "Free text, no form.", fields=(Field("body", "textarea", "Text"),),
    is_template=True,
)  # fmt: skip


def read_forms(files: Mapping[str, str]) -> tuple[Form, ...]:
    """The forms and templates among a repository's files, by name; broken ones left out."""
    found = []
    for path, text in sorted(files.items()):
        file = path.removeprefix(FOLDER)
        if path == file or file in ("config.yml", "config.yaml"):
            continue
        try:
            found.append(_template(file, text) if file.endswith(".md") else _form(file, text))
        except (yaml.YAMLError, KeyError, TypeError, AttributeError):
            continue  # GitHub shows no form either when one is not well made
    return (*found, BLANK)


def _form(file: str, text: str) -> Form:
    form = yaml.safe_load(text)
    fields = tuple(_field(place, item) for place, item in enumerate(form["body"]))
    return Form(
        file, form["name"], form.get("description", ""), form.get("title", ""),
        _labels(form.get("labels")), fields,
    )  # fmt: skip


def _field(place: int, item: Mapping[str, Any]) -> Field:
    attributes = item.get("attributes") or {}
    options = tuple(
        str(option["label"] if isinstance(option, dict) else option)
        for option in attributes.get("options") or ()
    )
    return Field(
        name=f"field-{place}",
        kind=str(item["type"]),
        label=str(attributes.get("label") or ""),
        description=str(attributes.get("description") or ""),
        placeholder=str(attributes.get("placeholder") or ""),
        value=str(attributes.get("value") or ""),
        options=options,
        multiple=bool(attributes.get("multiple")),
        required=bool((item.get("validations") or {}).get("required")),
        render=str(attributes.get("render") or ""),
    )


def _template(file: str, text: str) -> Form:
    front: Mapping[str, Any] = {}
    match = re.match(r"\A---\r?\n(.*?)\r?\n---\r?\n?", text, re.DOTALL)
    if match:
        front, text = yaml.safe_load(match.group(1)) or {}, text[match.end() :]
    field = Field("body", "textarea", "Text", value=text.lstrip("\n"))
    return Form(
        file, front.get("name") or file, front.get("about") or "", front.get("title") or "",
        _labels(front.get("labels")), (field,), is_template=True,
    )  # fmt: skip


def _labels(given: Any) -> tuple[str, ...]:
    names = given.split(",") if isinstance(given, str) else given or ()
    return tuple(str(name).strip() for name in names if str(name).strip())


def _answer(field: Field, given: Sequence[str]) -> str:
    if field.kind == "checkboxes":
        return "\n".join(f"- [{'x' if o in given else ' '}] {o}" for o in field.options)
    said = [text.replace("\r\n", "\n").strip() for text in given if text.strip()]
    if not said:
        return NO_RESPONSE
    if field.render:
        return f"```{field.render}\n{said[0]}\n```"
    return ", ".join(said)
