"""An action as the ledger and the decision page name it: kind, target, values."""

from typing import Any, assert_never

from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    KeepQuiet,
    LeaveAlone,
    LookAgain,
    MinimizeComment,
    MuteThread,
    React,
    RemoveLabel,
    ReportPrivately,
    SayOnce,
    SetSection,
    SwitchOff,
    TakeBack,
    TellSecurityRole,
    Unmute,
    Waive,
    Welcome,
)
from bot.vocabulary.config import CloseConfigIssue, ReportOnConfig, TellOfConfig

COMMENT = ("comment", "living")
"""Kind and target of the ledger's row for the one comment, whatever its sections."""

CONFIG_ISSUE = ("config-issue", "open")
"""Kind and target of the one issue about a broken config."""

CHECK_RUN = "check-run"
"""The kind of a check; its target is the commit."""

TO_PROJECT = ("private-word", "project")
TO_ROLE = ("private-word", "security-role")
"""Kind and target of what is said where nobody else reads it."""


def shape(action: Action) -> tuple[str, str, dict[str, Any]]:
    """(kind, target, values): two actions with equal kind and target are the same effect."""
    match action:
        case AddLabel(label=label):
            return ("label-added", label, {"label": label})
        case RemoveLabel(label=label):
            return ("label-removed", label, {"label": label})
        case SetSection(section=section, text=text, remember=remember):
            return ("section-set", section, {"text": text, "remember": list(remember)})
        case ClearSection(section=section):
            return ("section-cleared", section, {})
        case React(comment_id=comment_id, content=content):
            target = f"{comment_id or 'thread'}:{content}"
            return ("reaction", target, {"comment_id": comment_id, "content": content})
        case MinimizeComment(classifier=classifier):
            return ("comment", "minimize", {"classifier": classifier})
        case LookAgain(at=at, why=why):
            return ("look", "again", {"at": at.isoformat(), "why": why})
        case MuteThread():
            return ("thread", "mute", {})
        case SayOnce(text=text):
            return ("comment", "further", {"text": text})
        case KeepQuiet():
            return ("thread", "quiet", {})
        case ReportPrivately(contact=contact):
            return (*TO_PROJECT, {"by": "mail" if contact else "github"})
        case TellSecurityRole():
            return (*TO_ROLE, {})
        case Unmute():
            return ("thread", "unmute", {})
        case TakeBack(kind=kind, target=target):
            return ("taken-back", f"{kind}:{target}"[:200], {"kind": kind, "target": target})
        case Waive(item=item):
            return ("waived", item[:200], {})
        case SwitchOff(capability=capability):
            return ("switched-off", capability, {})
        case LeaveAlone():
            return ("person", "left-alone", {})
        case Welcome():
            return ("person", "welcome", {})
        case TellOfConfig(title=title, body=body):
            return (*CONFIG_ISSUE, {"title": title, "body": body})
        case CloseConfigIssue(body=body):
            return (CONFIG_ISSUE[0], "close", {"body": body})
        case ReportOnConfig(head_oid=head_oid, is_good=is_good, title=title):
            return (CHECK_RUN, head_oid[:200], {"is_good": is_good, "title": title})
        case _:
            assert_never(action)
