"""What the fake knows of pull requests' commits: their files, and the checks of them."""

from collections.abc import Mapping
from typing import Any

from tests.rig.github import CheckSeen
from tests.rig.refusal import Refusal
from tests.rig.shown import head_oid, oid
from tests.rig.state import State
from tests.rig.things import Issue, Repository


def files(where: Repository, pull: Issue) -> list[dict[str, Any]]:
    """As REST lists them, by path."""
    if not pull.is_pull_request:
        raise Refusal(404, "Not Found")
    return [
        {"filename": path, "status": _status(where, path, text), "sha": oid(text or "")}
        for path, text in sorted(pull.files.items())
    ]


def text_at(where: Repository, path: str, ref: str | None) -> str | None:
    """A file's text at the last commit of a pull request, or on the default branch."""
    found: dict[str, str | None] = {**where.files}
    if ref is not None:
        pulls = [pull for pull in where.issues.values() if pull.is_pull_request]
        heads = [pull for pull in pulls if head_oid(pull) == ref]
        if not heads:
            raise Refusal(404, f"No commit found for the ref {ref}")
        found |= heads[0].files
    return found.get(path)


def check(state: State, where: Repository, given: Mapping[str, Any]) -> dict[str, Any]:
    """A check is made."""
    if len(given["output"]["annotations"]) > 50:
        raise Refusal(422, "Validation Failed: no more than 50 annotations")
    made = {"id": state.new_id(), **given}
    where.check_runs.append(made)
    return made


def seen(check_run: Mapping[str, Any]) -> CheckSeen:
    """As a witness sees it."""
    output = check_run["output"]
    return CheckSeen(
        check_run["head_sha"],
        check_run["name"],
        check_run["conclusion"],
        output["title"],
        tuple(
            (a["start_line"], a["start_column"], a["annotation_level"], a["message"])
            for a in output["annotations"]
        ),
    )


def _status(where: Repository, path: str, text: str | None) -> str:
    if text is None:
        return "removed"
    return "modified" if path in where.files else "added"
