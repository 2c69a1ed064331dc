"""Issue forms (`.yml`) and templates (`.md`) -> what they ask for."""

import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from bot.parsing.documents import Unreadable, read_document
from bot.parsing.markdown import folded, parts
from bot.vocabulary.forms import (
    FieldKind,
    FormField,
    IssueForm,
    RepositoryForms,
    UnreadableForm,
    Wants,
)

_WANTS = (
    (
        Wants.LOG,
        r"\b(logs?|log output|tracebacks?|stack ?traces?|error (message|output)|console output)\b",
    ),
    (
        Wants.ENVIRONMENT,
        r"\b(environment|env|system info|system information|ds report|collect env|hardware"
        r"|platform|operating system|os|gpus?|versions|setup|backends?|your system)\b",
    ),
    (Wants.VERSION, r"\b(version|release|commit)\b"),
    (Wants.REPRODUCTION, r"\b(reproduc\w*|repro|steps|minimal example|code sample|command line)\b"),
)

_OPTIONAL = re.compile(
    r"if applicable|optional|if (you|any|possible|relevant)|any other|additional|screenshots?",
    re.IGNORECASE,
)


def parse_forms(files: Mapping[str, str]) -> RepositoryForms:
    """The readable forms of a folder, by path; what GitHub itself could not show is left out."""
    forms = (parse_form(path, text) for path, text in sorted(files.items()))
    return RepositoryForms(tuple(form for form in forms if isinstance(form, IssueForm)))


def parse_form(path: str, text: str) -> IssueForm | UnreadableForm:
    """One form or template."""
    name = path.rpartition("/")[2].lower()
    if name in ("config.yml", "config.yaml"):
        return UnreadableForm(path, "it configures the chooser and asks nothing")
    if name.endswith((".yml", ".yaml")):
        return _form(path, text)
    return _template(path, text)


def field_wants(label: str, description: str = "") -> Wants:
    """What a question is after, by its label first and its description second."""
    for text in (folded(label), folded(description.split("\n", 1)[0])):
        for wants, pattern in _WANTS:
            if re.search(pattern, text):
                return wants
    return Wants.TEXT


def _form(path: str, text: str) -> IssueForm | UnreadableForm:
    document = read_document(text)
    if isinstance(document, Unreadable):
        return UnreadableForm(path, f"line {document.position.line}: {document.message}")
    form = document.value
    if not isinstance(form, dict) or not isinstance(form.get("body"), list):
        return UnreadableForm(path, "a form needs a `body` with a list of fields")
    fields = tuple(
        field for item in form["body"] if isinstance(item, dict) for field in _field(item)
    )
    labels = form.get("labels") or ()
    if isinstance(labels, str):
        labels = [part.strip() for part in labels.split(",")]
    return IssueForm(
        path=path,
        name=str(form.get("name") or path),
        title_prefix=str(form.get("title") or ""),
        labels=tuple(str(label) for label in labels if isinstance(label, str)),
        fields=fields,
    )


def _field(item: Mapping[str, Any]) -> tuple[FormField, ...]:
    kind, attributes = item.get("type"), item.get("attributes")
    if kind not in get_args(FieldKind) or not isinstance(attributes, dict):
        return ()
    label = attributes.get("label")
    if not isinstance(label, str) or not label.strip():
        return ()
    validations = item.get("validations")
    required = isinstance(validations, dict) and validations.get("required") is True
    wants = field_wants(label, str(attributes.get("description") or ""))
    if kind == "checkboxes":
        wants = Wants.CONSENT
    elif kind == "dropdown":
        wants = Wants.TEXT
    return (
        FormField(
            id=str(item.get("id") or folded(label)),
            label=label.strip(),
            kind=cast(FieldKind, kind),
            required=required,
            wants=wants,
            placeholder=str(attributes.get("placeholder") or ""),
            default=str(attributes.get("value") or ""),
        ),
    )


def _template(path: str, text: str) -> IssueForm | UnreadableForm:
    front: Any = {}
    match = re.match(r"\A---\r?\n(.*?)\r?\n---\r?\n?", text, re.DOTALL)
    if match:
        document = read_document(match.group(1))
        if isinstance(document, Unreadable):
            return UnreadableForm(path, f"line {document.position.line + 1}: {document.message}")
        front = document.value if isinstance(document.value, dict) else {}
        text = text[match.end() :]
    sections = [part for part in parts(text) if part.heading]
    labels = front.get("labels") or ()
    if isinstance(labels, str):
        labels = [part.strip() for part in labels.split(",") if part.strip()]
    fields = []
    for place, part in enumerate(sections):
        wants = field_wants(part.heading, part.text)
        skip = _OPTIONAL.search(f"{part.heading} {part.text[:80]}") is not None
        # A template marks nothing as required: its first question, and what maintainers need to
        # reproduce, are taken to be.
        required = not skip and (place == 0 or wants is not Wants.TEXT)
        fields.append(
            FormField(
                id=folded(part.heading),
                label=part.heading.strip().rstrip(":"),
                kind="heading",
                required=required,
                wants=wants,
                default=part.text,
            )
        )
    return IssueForm(
        path=path,
        name=str(front.get("name") or path),
        title_prefix=str(front.get("title") or ""),
        labels=tuple(str(label) for label in labels),
        fields=tuple(fields),
    )
