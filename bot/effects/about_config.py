"""Writes what is said of a config: the one issue about a broken one, and a check of a commit.

Each returns what GitHub answered that the ledger keeps, and raises what GitHub refuses.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.effects.hands import Hands
from bot.github.errors import Moved, NotFound
from bot.vocabulary.config import (
    CONFIG_PATH,
    ISSUE_MARK,
    CloseConfigIssue,
    Remark,
    ReportOnConfig,
    TellOfConfig,
)
from bot.vocabulary.threads import Repository, Thread

CHECK_NAME = "Linchpin config"

ANNOTATIONS = 50
"""Most in one request (GitHub, "Create a check run")."""

MAX_BODY = 60_000
"""Characters, as of our comments."""


async def tell_of_config(
    hands: Hands, action: TellOfConfig, number: int | None, login: str
) -> tuple[int, Mapping[str, Any]]:
    """The number of the issue that says so now, and what was done.

    `number` is the one we know of; without one it is looked for by mark and author (`login` is the
    App's own), so that a run which died after the call leaves one issue.
    """
    repository = action.thread.repository
    if number is None:
        number = await _find(hands, repository, login)
    body = {"title": action.title, "body": action.body[:MAX_BODY]}
    if number is not None:
        try:
            again = {"state": "open", "state_reason": "reopened"} if action.anew else {}
            path = f"/issues/{number}"
            await _write(hands, repository, "PATCH", path, body | again, notifies=action.anew)
        except (NotFound, Moved):  # deleted, or taken elsewhere
            if not action.anew:
                raise
        else:
            return number, {"did": "reopen" if action.anew else "edit", "issue": number}
    made = await _write(hands, repository, "POST", "/issues", body, notifies=True)
    return made["number"], {"did": "open", "issue": made["number"]}


async def close_config_issue(
    hands: Hands, action: CloseConfigIssue, number: int
) -> Mapping[str, Any]:
    """Close it, with its last words."""
    body = {"body": action.body, "state": "closed", "state_reason": "completed"}
    path = f"/issues/{number}"
    await _write(hands, action.thread.repository, "PATCH", path, body, notifies=True)
    return {"did": "close", "issue": number}


async def report_on_config(hands: Hands, action: ReportOnConfig) -> Mapping[str, Any]:
    """Write the check of a commit."""
    annotations = [_annotation(remark) for remark in action.remarks[:ANNOTATIONS]]
    made = await _send(
        hands,
        action.thread,
        "POST",
        "/check-runs",
        {
            "name": CHECK_NAME,
            "head_sha": action.head_oid,
            "status": "completed",
            "conclusion": "success" if action.is_good else "failure",
            "output": {
                "title": action.title,
                "summary": action.summary[:MAX_BODY],
                "annotations": annotations,
            },
        },
        permissions={"checks": "write"},
        notifies=False,
    )
    return {"did": "report", "check_run": made["id"]}


def annotated(remarks: Sequence[Remark]) -> int:
    """How many of the remarks stand at their line; the others are for the summary."""
    return min(len(remarks), ANNOTATIONS)


def _annotation(remark: Remark) -> dict[str, Any]:
    return {
        "path": CONFIG_PATH,
        "start_line": remark.line,
        "end_line": remark.line,
        "start_column": remark.column,
        "end_column": remark.column,
        "annotation_level": "warning" if remark.is_warning else "failure",
        "message": remark.message,
    }


async def _find(hands: Hands, repository: Repository, login: str) -> int | None:
    """Our issue, by its mark; the newest where there should be several."""
    path = f"/repos/{repository.full_name}/issues"
    listed = await hands.writer.get(path, creator=login, state="all", per_page=100)
    for issue in listed:
        author = (issue.get("user") or {}).get("login")
        if author == login and ISSUE_MARK in (issue.get("body") or ""):
            return int(issue["number"])
    return None


async def _write(
    hands: Hands,
    repository: Repository,
    method: str,
    path: str,
    body: Mapping[str, Any],
    *,
    notifies: bool,
) -> Any:
    thread, granted = Thread(repository, 0), {"issues": "write"}
    return await _send(hands, thread, method, path, body, permissions=granted, notifies=notifies)


async def _send(
    hands: Hands,
    thread: Thread,
    method: str,
    path: str,
    body: Mapping[str, Any],
    *,
    permissions: Mapping[str, str],
    notifies: bool,
) -> Any:
    return await hands.writer.write(
        method,
        f"/repos/{thread.repository.full_name}{path}",
        body,
        repository_id=thread.repository.id,
        permissions=permissions,
        notifies=notifies,
        repeatable=method == "PATCH",
        check=hands.check_fence,
    )
