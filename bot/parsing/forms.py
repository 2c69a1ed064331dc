"""Issue forms (`.yml`) and templates (`.md`) -> what they ask for."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from bot.parsing.comment_text import inert
from bot.parsing.documents import Unreadable, read_document
from bot.parsing.markdown import folded, parts
from bot.parsing.sections import label_key
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

_DESCRIBES = re.compile(r"\bdescri(be|ption)\b|\bwhat happened\b", re.IGNORECASE)
"""A question for the problem itself, whatever else it asks for."""

_ALLOWS_NOTHING = re.compile(
    r"\bn/a\b|\bif (there (is|are) )?(any|none|not|no)\b|\b(or|write|enter|say|put|type) .?none\b"
    r"|\bnot applicable\b|\bif applicable\b|\b(leave|left) (it )?(blank|empty)\b|\boptional\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"(is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.I)
_RARELY_THERE = re.compile(
    r"first bad commit|additional|anything else|\bother\b|related|workaround|screenshot|plugins?\b"
    r"|extensions?\b|modifi|patch|changes|docker|proxy|alternative|custom",
    re.IGNORECASE,
)

_OPTIONAL = re.compile(
    r"if applicable|optional|if (you|any|possible|relevant)|any other|additional|screenshots?",
    re.IGNORECASE,
)


def parse_forms(files: Mapping[str, str]) -> RepositoryForms:
    """The forms of a folder, by path, and what GitHub itself could not show, with the reason."""
    choosers = [path for path in sorted(files) if _is_chooser(path)]
    found = [parse_form(path, files[path]) for path in sorted(files) if not _is_chooser(path)]
    return RepositoryForms(
        forms=tuple(form for form in found if isinstance(form, IssueForm)),
        unreadable=tuple(form for form in found if isinstance(form, UnreadableForm)),
        blank_issues=all(_allows_blank_issues(files[path]) for path in choosers),
    )


def parse_form(path: str, text: str) -> IssueForm | UnreadableForm:
    """One form or template."""
    if _is_chooser(path):
        return UnreadableForm(path, "it configures the chooser and asks nothing")
    if path.lower().endswith((".yml", ".yaml")):
        return _form(path, text)
    return _template(path, text)


def _is_chooser(path: str) -> bool:
    return path.rpartition("/")[2].lower() in ("config.yml", "config.yaml")


def _allows_blank_issues(text: str) -> bool:
    document = read_document(text)
    if isinstance(document, Unreadable) or not isinstance(document.value, dict):
        return True
    return document.value.get("blank_issues_enabled") is not False


def field_wants(label: str, description: str = "") -> Wants:
    """What a question is after, by its label first and its description second."""
    if _DESCRIBES.search(label):
        return Wants.TEXT
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
    fields = [field for item in form["body"] if isinstance(item, dict) for field in _field(item)]
    return IssueForm(
        path=path,
        name=str(form.get("name") or path),
        title_prefix=str(form.get("title") or ""),
        labels=_labels(form),
        fields=_numbered(fields),
    )


def _field(item: Mapping[str, Any]) -> tuple[FormField, ...]:
    kind, attributes = item.get("type"), item.get("attributes")
    if kind not in get_args(FieldKind) or kind == "heading" or not isinstance(attributes, dict):
        return ()
    label = attributes.get("label")
    if not isinstance(label, str) or not inert(label, 80):
        return ()
    validations = item.get("validations")
    required = isinstance(validations, dict) and validations.get("required") is True
    description = str(attributes.get("description") or "")
    placeholder = str(attributes.get("placeholder") or "")
    wants = field_wants(label, description)
    options = attributes.get("options")
    options = options if isinstance(options, list) else []
    choices = tuple(str(option) for option in options if not isinstance(option, dict))
    if kind == "checkboxes":
        wants = Wants.CONSENT
        choices = tuple(
            str(option.get("label"))
            for option in options
            if isinstance(option, dict) and option.get("required") is True
        )
        required = bool(choices)
    elif kind == "dropdown":
        wants = Wants.TEXT
    return (
        FormField(
            id=str(item.get("id") or label_key(label)),
            label=label.strip(),
            kind=cast(FieldKind, kind),
            required=required,
            wants=wants,
            placeholder=placeholder,
            default=str(attributes.get("value") or ""),
            options=choices,
            may_be_nothing=_may_be_nothing(label, f"{description}\n{placeholder}"),
        ),
    )


def _may_be_nothing(label: str, more: str = "") -> bool:
    """Whether the question says that there may be nothing to tell, or can be answered so."""
    is_yes_or_no = _YES_OR_NO.match(label) is not None
    return (
        is_yes_or_no
        or any(map(_ALLOWS_NOTHING.search, (label, more)))
        or bool(_RARELY_THERE.search(label))
    )


def _numbered(fields: Iterable[FormField]) -> tuple[FormField, ...]:
    """The fields with distinct ids: what was asked is remembered by them."""
    seen: Counter[str] = Counter()
    distinct = []
    for field in fields:
        seen[field.id] += 1
        times = seen[field.id]
        distinct.append(field if times == 1 else replace(field, id=f"{field.id}-{times}"))
    return tuple(distinct)


def _labels(front: Mapping[str, Any]) -> tuple[str, ...]:
    """`labels`, which GitHub takes as a list or as one line with commas."""
    labels = front.get("labels") or ()
    if isinstance(labels, str):
        labels = labels.split(",")
    if not isinstance(labels, list | tuple):
        return ()
    return tuple(label.strip() for label in labels if isinstance(label, str) and label.strip())


def _template(path: str, text: str) -> IssueForm | UnreadableForm:
    front: Mapping[str, Any] = {}
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    match = re.match(r"\A---\n(.*?)\n---[ \t]*(\n|\Z)", text, re.DOTALL)
    if match:
        document = read_document(match.group(1))
        if isinstance(document, Unreadable):
            return UnreadableForm(path, f"line {document.position.line + 1}: {document.message}")
        front = document.value if isinstance(document.value, dict) else {}
        text = text[match.end() :]
    fields = []
    for place, part in enumerate(part for part in parts(text) if part.heading):
        wants = field_wants(part.heading, part.text)
        skip = _OPTIONAL.search(f"{part.heading} {part.text[:80]}") is not None
        # A template marks nothing as required: its first question, and what maintainers need to
        # reproduce, are taken to be.
        required = not skip and (place == 0 or wants is not Wants.TEXT)
        fields.append(
            FormField(
                id=label_key(part.heading),
                label=part.heading.strip().rstrip(":"),
                kind="heading",
                required=required,
                wants=wants,
                default=part.text,
                may_be_nothing=_may_be_nothing(part.heading),
            )
        )
    return IssueForm(
        path=path,
        name=str(front.get("name") or path),
        title_prefix=str(front.get("title") or ""),
        labels=_labels(front),
        fields=_numbered(fields),
    )
