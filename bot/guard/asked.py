"""What a person who may decide it asked for: people win, and GitHub's own limits stay."""

from bot.guard.rules import UNSAFE
from bot.guard.situation import Situation
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    LeaveAlone,
    LookAgain,
    MuteThread,
    React,
    RemoveLabel,
    SetSection,
    SwitchOff,
    Unmute,
    Waive,
    Welcome,
)

AT_HOME = LookAgain | MuteThread | Unmute | Waive | SwitchOff | LeaveAlone | Welcome
"""What is only remembered: possible wherever somebody can ask."""


def asked(action: Action, now: Situation) -> str | None:
    """The first reason against it, or None. Budgets, age, mutes and other bots do not count."""
    if isinstance(action, AT_HOME):
        return None
    issue = now.issue
    permission = "pull_requests" if issue.is_pull_request else "issues"
    checks = (
        (now.watched, "watched"),
        (not now.organisation_named, "no_organisation"),
        (now.archived, "archived"),
        (now.permissions.get(permission) != "write", "missing_permission"),
        (issue.is_locked, "locked"),
    )
    general = next((reason for applies, reason in checks if applies), None)
    if general is not None:
        return general
    match action:
        case AddLabel(label=label):
            return _add_label(label, now)
        case RemoveLabel(label=label):
            if label in UNSAFE:
                return "label_unsafe"
            return None if label in issue.labels else "already_true"
        case SetSection():
            return _set_section(action, now)
        case React(comment_id=comment_id, content=content):
            done = now.done.get(("reaction", f"{comment_id or 'thread'}:{content}"), 0)
            return "already_true" if done else None
        case _:
            return None


def _add_label(label: str, now: Situation) -> str | None:
    checks = (
        (label in now.issue.labels, "already_true"),
        (label in UNSAFE, "label_unsafe"),
        (label not in now.labels.names, "label_missing"),
        (("label-added", label) in now.refused, "refused_before"),
    )
    return next((reason for applies, reason in checks if applies), None)


def _set_section(action: SetSection, now: Situation) -> str | None:
    checks = (
        (now.comment_is_theirs, "undoes_human"),
        (not now.comment_stands and not action.opens, "no_comment_to_join"),
        (now.comment_stands and now.sections.get(action.section) == action.text, "already_true"),
        (now.done.get(("comment", "edit"), 0) >= now.budget.edits_a_thread, "thread_budget"),
        (("comment", "living") in now.refused, "refused_before"),
    )
    return next((reason for applies, reason in checks if applies), None)
