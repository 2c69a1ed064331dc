"""One function a kind of action: the first reason against it, or None."""

from datetime import timedelta

from bot.guard.situation import Situation
from bot.parsing.markers import marked_sections
from bot.vocabulary.actions import (
    AddLabel,
    ClearSection,
    Proposal,
    React,
    RemoveLabel,
    ReportPrivately,
    SetSection,
)
from bot.vocabulary.issues import LabelChange

TOO_OLD = timedelta(days=1)
"""Ours, from DESIGN §3 (no mail storms after downtime): a reporter is still there within a day."""

TIMES_BEFORE_FLIP_FLOP = 2
"""Done, undone and done again is a change of mind; a third time is an argument with somebody.
ansibullbot's guard waits for five; we are to be quieter."""

FREE_COMMENTS = 3
"""A share of few threads is less than one comment; the first ones are free, so that a small
repository gets help too."""


UNSAFE = frozenset((".", ".."))
"""As the last part of an address these mean another place: of all labels, of the whole issue."""


def any_write(now: Situation, *, takes_back: bool) -> str | None:
    """What forbids every visible action. Taking back our own is allowed where we are not wanted."""
    issue = now.issue
    permission = "pull_requests" if issue.is_pull_request else "issues"
    checks = (
        (now.watched, "watched"),
        (not now.organisation_named, "no_organisation"),
        (now.archived, "archived"),
        (now.permissions.get(permission) != "write", "missing_permission"),
        (now.muted and not takes_back, "muted"),
        (now.opted_out and not takes_back, "opted_out"),
        (now.sensitive and not takes_back, "sensitive"),
        (issue.is_locked, "locked"),
        (not takes_back and _another_linchpin_is_here(now), "other_linchpin"),
        (now.now < now.first_look_at, "too_early"),
    )
    return next((reason for applies, reason in checks if applies), None)


def _another_linchpin_is_here(now: Situation) -> bool:
    return any(
        not comment.by_us
        and comment.author is not None
        and comment.author.is_bot
        and marked_sections(comment.body) is not None
        for comment in now.issue.comments
    )


def add_label(action: AddLabel, now: Situation) -> str | None:
    """Only labels that exist, that nobody removed, on open and young threads."""
    history = [c for c in now.issue.label_history if c.label == action.label]
    checks = (
        (action.label in now.issue.labels, "already_true"),
        (action.label in UNSAFE, "label_unsafe"),
        (action.label not in now.labels.names, "label_missing"),
        (any(not c.added and not c.by_us and not _by_a_bot(c) for c in history), "undoes_human"),
        (("label-added", action.label) in now.undone, "undoes_human"),
        (any(_by_a_bot(c) and not c.by_us for c in history), "other_bot"),
        (("label-added", action.label) in now.refused, "refused_before"),
        (now.done.get(("label-added", action.label), 0) >= TIMES_BEFORE_FLIP_FLOP, "flip_flop"),
        (not now.issue.is_open, "not_open"),
        (not now.comment_stands and _is_old(now), "too_old"),
    )
    return next((reason for applies, reason in checks if applies), None)


def remove_label(action: RemoveLabel, now: Situation) -> str | None:
    """Only a label that we put on ourselves."""
    history = [c for c in now.issue.label_history if c.label == action.label]
    if action.label in UNSAFE:
        return "label_unsafe"
    if action.label not in now.issue.labels:
        return "already_true"
    if not history or not (history[-1].by_us and history[-1].added):
        return "undoes_human"
    if ("label-removed", action.label) in now.undone:
        return "undoes_human"
    return "refused_before" if ("label-removed", action.label) in now.refused else None


def set_section(action: SetSection, now: Situation) -> str | None:
    """Within the budgets, and never only to say the same again."""
    if now.comment_is_theirs or ("comment", "living") in now.undone:
        return "undoes_human"
    if now.comment_stands:
        checks = [
            (now.sections.get(action.section) == action.text, "already_true"),
            (now.comment_is_minimized and not now.folded_by_us, "undoes_human"),
            (not now.issue.is_open, "not_open"),
            (("comment", "living") in now.refused, "refused_before"),
            (
                now.done.get(("comment", "edit"), 0) >= now.budget.edits_a_thread,
                "thread_budget",
            ),
        ]
        return next((reason for applies, reason in checks if applies), None)
    counts, budget = now.counts, now.budget
    share = FREE_COMMENTS + budget.share_of_new_threads * counts.threads_opened_30_days
    checks = [
        (not action.opens, "no_comment_to_join"),
        (not now.issue.is_open, "not_open"),
        (("comment", "living") in now.refused, "refused_before"),
        (now.done.get(("comment", "open"), 0) >= TIMES_BEFORE_FLIP_FLOP, "flip_flop"),
        (_is_old(now), "too_old"),
        (counts.comments_opened_today >= budget.comments_a_day, "repository_budget"),
        (counts.comments_opened_30_days + 1 > share, "noise_budget"),
        (counts.comments_to_author_7_days >= budget.comments_a_person_a_week, "person_budget"),
    ]
    return next((reason for applies, reason in checks if applies), None)


def clear_section(action: ClearSection, now: Situation) -> str | None:
    """Only what stands can be taken away."""
    if action.section not in now.sections:
        return "already_true"
    return "refused_before" if ("comment", "living") in now.refused else None


def minimize_comment(now: Situation) -> str | None:
    """Only a comment that stands unfolded."""
    if not now.comment_stands:
        return "already_true"
    if now.comment_is_minimized:
        return "already_true"
    return "refused_before" if ("comment", "minimize") in now.refused else None


def react(action: React, now: Situation) -> str | None:
    """Once a comment and content."""
    target = f"{action.comment_id or 'thread'}:{action.content}"
    if ("reaction", target) in now.undone:
        return "undoes_human"
    if now.done.get(("reaction", target), 0):
        return "already_true"
    return "refused_before" if ("reaction", target) in now.refused else None


def say_once(now: Situation) -> str | None:
    """Where our comment stands as we left it, and never a second time."""
    checks = (
        (now.done.get(("comment", "further"), 0) > 0, "already_true"),
        (("comment", "living") in now.undone, "undoes_human"),
        (now.comment_is_theirs, "undoes_human"),
        (not now.comment_stands, "no_comment_to_join"),
        (now.comment_is_minimized and not now.folded_by_us, "undoes_human"),
        (not now.issue.is_open, "not_open"),
        (("comment", "further") in now.refused, "refused_before"),
    )
    return next((reason for applies, reason in checks if applies), None)


def keep_quiet(now: Situation) -> str | None:
    """Once; a person who took it back knows better."""
    if now.sensitive:
        return "already_true"
    return "undoes_human" if now.done.get(("thread", "quiet"), 0) else None


def report_privately(action: ReportPrivately, now: Situation) -> str | None:
    """Once, where the App is installed; with GitHub's own reporting, where that was granted."""
    granted = now.permissions.get("repository_advisories") == "write"
    checks = (
        (now.watched, "watched"),
        (now.opted_out, "opted_out"),
        (now.archived, "archived"),
        (action.contact is None and not granted, "missing_permission"),
        (action.contact is not None and not now.has_mail, "no_mail"),
    )
    against = next((reason for applies, reason in checks if applies), None)
    return _private_word("project", now) or against


def tell_security_role(now: Situation) -> str | None:
    """Once, where the organisation named somebody for it."""
    against = None if now.has_security_role else "no_security_role"
    return _private_word("security-role", now) or against


def _private_word(to: str, now: Situation) -> str | None:
    taken_back = now.done.get(("thread", "quiet"), 0) and not now.sensitive
    checks = (
        (not now.organisation_named, "no_organisation"),
        (now.done.get(("private-word", to), 0), "already_true"),
        (taken_back, "undoes_human"),
        (("private-word", to) in now.refused, "refused_before"),
    )
    return next((reason for applies, reason in checks if applies), None)


def would_mark(proposal: Proposal, now: Situation) -> bool:
    """Whether a pointer elsewhere, seldom given in this repository, would say what this is."""
    return (
        isinstance(proposal.action, SetSection)
        and proposal.capability == "keep-vulnerabilities-quiet"
        and now.counts.redirects_90_days < REDIRECTS_TO_HIDE_AMONG
    )


REDIRECTS_TO_HIDE_AMONG = 5
"""Ours: with one report among six of the same words, nobody knows which one it is."""


def _by_a_bot(change: LabelChange) -> bool:
    return change.by is not None and change.by.is_bot


def _is_old(now: Situation) -> bool:
    return now.now - now.issue.created_at > TOO_OLD
