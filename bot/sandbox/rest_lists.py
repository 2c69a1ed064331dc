"""REST's lists of a repository's issues and comments, in pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.sandbox.emulator import Answered
from bot.sandbox.gaps import Caller, Refusal
from bot.sandbox.shapes import as_issue, faithful, seconds

if TYPE_CHECKING:
    from bot.sandbox.rest import Rest

UNKNOWN = ("milestone", "mentioned", "type", "issue_field_values")
"""Filters the sandbox does not have."""

Row = dict[str, Any]


async def issues(rest: "Rest", caller: Caller, full_name: str, target: str) -> Answered:
    """Issues and pull requests."""
    query = asked(target)
    if unknown := [name for name in UNKNOWN if name in query]:
        raise Refusal(422, f"The sandbox does not filter by {unknown[0]}")
    seen = await rest.emulate(caller, "GET", f"/repos/{full_name}/issues?per_page=1", None)
    if not seen.good:
        return seen
    (home,) = await rest.place.rows("repos", full_name=full_name)
    rows = await rest.place.rows("issues", repo_id=home["id"])
    names = {r["id"]: r["login"] for r in await rest.place.rows("users")}
    labels = {r["name"]: r["id"] for r in await rest.place.rows("labels", repo_id=home["id"])}

    def fits(row: Row) -> bool:
        state, creator = query.get("state", "open"), query.get("creator")
        wanted = [labels.get(name) for name in query.get("labels", "").split(",") if name]
        assignees = {names[i] for i in row["assignee_ids"]}
        assignee = query.get("assignee")
        return (
            (full_name, row["number"]) not in rest.gaps.deleted
            and state in ("all", row["state"])
            and (creator is None or names[row["user_id"]] == creator)
            and all(number in row["label_ids"] for number in wanted)
            and (
                assignee is None
                or (assignee == "none" and not assignees)
                or (assignee == "*" and bool(assignees))
                or assignee in assignees
            )
        )

    chosen, link = _page(rest, [r for r in rows if fits(r)], target, home, "created")
    shown = []
    for row in chosen:
        kind = "pulls" if row["is_pull_request"] else "issues"
        path = f"/repos/{full_name}/{kind}/{row['number']}"
        found = (await rest.place.http("GET", path, token=caller.token)).data
        is_pull = row["is_pull_request"]
        shown.append(as_issue(found, rest.gaps) if is_pull else faithful(found, rest.gaps))
    return Answered(200, shown, _headers(seen, link))


async def comments(
    rest: "Rest", caller: Caller, full_name: str, target: str, kind: str
) -> Answered:
    """All comments on "issues", or all those on code ("pulls")."""
    seen = await rest.emulate(caller, "GET", f"/repos/{full_name}", None)
    if not seen.good:
        return seen
    (home,) = await rest.place.rows("repos", full_name=full_name)
    what = "issue" if kind == "issues" else "review"
    rows = await rest.place.rows("comments", repo_id=home["id"], comment_type=what)
    gone = {number for name, number in rest.gaps.deleted if name == full_name}
    kept = [row for row in rows if row["issue_number"] not in gone]
    chosen, link = _page(rest, kept, target, home, None)
    shown = []
    for row in chosen:
        path = f"/repos/{full_name}/{kind}/comments/{row['id']}"
        found = await rest.place.http("GET", path, token=caller.token)
        if found.good:
            shown.append(faithful(found.data, rest.gaps))
    return Answered(200, shown, _headers(seen, link))


def asked(target: str) -> dict[str, str]:
    """The query of a request."""
    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}


def _page(
    rest: "Rest", rows: Sequence[Row], target: str, home: Row, default_sort: str | None
) -> tuple[Sequence[Row], str]:
    """The rows of one page, and the Link header.

    Without `sort`, issues come newest first (`default_sort`), comments by their ids.
    """
    query = asked(target)
    chosen = list(rows)
    if "since" in query:
        since = datetime.fromisoformat(query["since"])
        chosen = [r for r in rows if datetime.fromisoformat(seconds(r["updated_at"])) >= since]
    sort = query.get("sort", default_sort)
    if sort is None:
        chosen.sort(key=lambda row: int(row["id"]))
    else:
        field = "comments" if sort == "comments" else f"{sort}_at"
        backwards = query.get("direction", "desc") == "desc"
        chosen.sort(key=lambda row: (_value(row, field), int(row["id"])), reverse=backwards)
    size, page = max(1, min(100, int(query.get("per_page", "30")))), int(query.get("page", "1"))
    last = max(1, -(-len(chosen) // size))
    ways = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    kept = [
        n
        for n in ways
        if (n in ("prev", "first") and page > 1) or (n in ("next", "last") and page < last)
    ]
    rest_of_path = urlsplit(target).path.split("/", 4)[-1]
    where = f"{rest.url}/repositories/{home['id']}/{rest_of_path}"
    link = ", ".join(
        f'<{where}?{urlencode(query | {"page": ways[name]})}>; rel="{name}"' for name in kept
    )
    return chosen[(page - 1) * size : page * size], link


def _value(row: Row, field: str) -> Any:
    value = row[field]
    return seconds(value) if isinstance(value, str) else value


def _headers(seen: Answered, link: str) -> dict[str, str]:
    found = {name: value for name, value in seen.headers.items() if name.lower() != "link"}
    return found | ({"link": link} if link else {})
