"""Issue forms and templates: what a repository asks its reporters for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

FieldKind = Literal["input", "textarea", "dropdown", "checkboxes", "heading"]


class Wants(StrEnum):
    """What kind of answer a field is after, judged by its words."""

    TEXT = "text"
    LOG = "log"
    """Output as text: a picture of it does not count."""
    ENVIRONMENT = "environment"
    """Versions, hardware, operating system: counts wherever it stands in the report."""
    VERSION = "version"
    REPRODUCTION = "reproduction"
    CONSENT = "consent"
    """Boxes to tick."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form, or one heading of a Markdown template."""

    id: str
    """Distinct within the form."""
    label: str
    kind: FieldKind
    required: bool
    wants: Wants
    placeholder: str = ""
    default: str = ""
    """Text that stands there before the reporter writes."""
    options: tuple[str, ...] = ()
    """The choices of a dropdown; of checkboxes those that must be ticked."""
    may_be_nothing: bool = False
    """Whether "none" or "N/A" answers it."""


@dataclass(frozen=True, slots=True)
class IssueForm:
    """One form (`.yml`) or template (`.md`)."""

    path: str
    name: str
    title_prefix: str
    labels: tuple[str, ...]
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class UnreadableForm:
    """A file among the forms that asks nothing we can read, with the reason."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class RepositoryForms:
    """What a repository's folder of forms holds."""

    forms: tuple[IssueForm, ...]
    """The readable ones, by path; may be empty."""
    unreadable: tuple[UnreadableForm, ...] = ()
    blank_issues: bool = True
    """Whether reporters may write without a form (`blank_issues_enabled`, true by default)."""
