"""REST requests the emulator has no path for, or answers otherwise than GitHub does."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from bot.sandbox import rest_lists, rest_pulls
from bot.sandbox.emulator import Answered
from bot.sandbox.gaps import CONTENTS, Caller, Refusal, Subject
from bot.sandbox.shapes import as_issue, faithful, reaction, subject_of

if TYPE_CHECKING:
    from bot.sandbox.rest import Rest

MAX_BODY = 65_536
"""Characters of an issue or a comment, in GitHub's own words."""

MAX_ANNOTATIONS = 50
"""In one request (GitHub, "Create a check run")."""

LEGACY = {"maintain": "write", "triage": "read"}
"""Roles that `permission` does not know (GitHub, "Get repository permissions for a user")."""


async def answer(
    rest: "Rest", caller: Caller, method: str, target: str, steps: Sequence[str], body: Any
) -> Answered | None:
    """The answer beside the emulator; None leaves it to the emulator."""
    if steps[0] != "repos" or len(steps) < 4:
        if [method, *steps] == ["GET", "installation", "repositories"]:
            return await _repositories(rest, caller, target)
        return None
    full_name, below = f"{steps[1]}/{steps[2]}", [method, *steps[3:]]
    given = body if isinstance(body, dict) else {}
    await _check_comment(rest, below[1:])
    about_pull = await rest_pulls.answer(rest, caller, full_name, below, given)
    if about_pull is not None:
        return about_pull
    match below:
        case ["POST", "check-runs"]:
            return await _check_run(rest, caller, target, given)
        case ["GET", "collaborators", login, "permission"]:
            return await _permission(rest, caller, full_name, login)
        case ["GET", "issues"]:
            return await rest_lists.issues(rest, caller, full_name, target)
        case ["GET", ("issues" | "pulls") as kind, "comments"]:
            return await rest_lists.comments(rest, caller, full_name, target, kind)
        case ["GET", "issues", number, "comments"]:
            listed = f"/repos/{full_name}/issues/{number}/comments"
            first = await rest.emulate(caller, method, f"{listed}?per_page=1", None)
            if not first.good:
                return first
            return _page(rest, [c async for c in rest.place.every(listed, caller.token)], target)
        case (
            ["POST", "issues"]
            | ["POST", "issues", _, "comments"]
            | ["PATCH", "issues", "comments", _]
        ):
            if len(given.get("body") or "") > MAX_BODY:
                raise Refusal(
                    422, f"Validation Failed: body is too long (maximum is {MAX_BODY} characters)"
                )
            if len(below) == 4 and below[0] == "POST":
                await _check_open(rest, caller, full_name, below[2])
            return None
        case ["GET", "issues", number] if await rest.place.is_pull_request(full_name, number):
            return await _pull_as_issue(rest, caller, full_name, number)
        case ["PATCH", "issues", number]:
            return await _edit_issue(rest, caller, full_name, number, given)
        case ["POST", "issues", _, "labels"]:
            names = given.get("labels", ())
            if rest.gaps.archived_labels.get(full_name, set()) & set(names):
                raise Refusal(422, "Validation Failed: the label is archived")
            return None
        case ["POST", "issues", _, "assignees"]:
            done = await rest.emulate(caller, method, target, body)
            return Answered(201, done.data, done.headers, done.hooks) if done.good else done
        case [_, "issues", *subject, "reactions"]:
            return await _reactions(rest, caller, below, subject, full_name, given)
        case ["DELETE", "issues", *subject, "reactions", number]:
            found_subject = await _subject(rest, caller, full_name, subject)
            kept_reactions = rest.gaps.reactions.get(found_subject, [])
            rest.gaps.reactions[found_subject] = [r for r in kept_reactions if str(r.id) != number]
            return Answered(204, None, {})
    return None


async def _check_run(rest: "Rest", caller: Caller, target: str, given: Any) -> Answered:
    annotations = (given.get("output") or {}).get("annotations") or ()
    if len(annotations) > MAX_ANNOTATIONS:
        raise Refusal(422, f"Validation Failed: no more than {MAX_ANNOTATIONS} annotations")
    done = await rest.emulate(caller, "POST", target, given)
    if done.good:
        rest.gaps.annotations[done.data["id"]] = tuple(annotations)
    return done


async def _check_comment(rest: "Rest", below: Sequence[str]) -> None:
    """A deleted issue took its comments with it."""
    match below:
        case ["issues", "comments", number, *_] if number.isdigit():
            for row in await rest.place.rows("comments", id=int(number)):
                (home,) = await rest.place.rows("repos", id=row["repo_id"])
                if (home["full_name"], row["issue_number"]) in rest.gaps.deleted:
                    raise Refusal(404, "Not Found")


async def _permission(rest: "Rest", caller: Caller, full_name: str, login: str) -> Answered:
    seen = await rest.emulate(caller, "GET", f"/repos/{full_name}", None)
    if not seen.good:
        return seen
    user = await _user(rest, login)
    if user is None:
        raise Refusal(404, "Not Found")
    role = rest.gaps.roles.get((full_name, login), "none" if seen.data["private"] else "read")
    data = {"permission": LEGACY.get(role, role), "role_name": role, "user": user}
    return Answered(200, data, seen.headers)


async def _check_open(rest: "Rest", caller: Caller, full_name: str, number: str) -> None:
    path = await rest.place.thread(full_name, number)
    issue = await rest.place.http("GET", path, token=caller.token)
    is_outside = (full_name, caller.login) not in rest.gaps.roles
    if issue.good and issue.data["locked"] and is_outside:
        raise Refusal(403, "Unable to create comment because issue is locked.")


async def _edit_issue(
    rest: "Rest", caller: Caller, full_name: str, number: str, given: Any
) -> Answered:
    if given.get("state") not in (None, "open", "closed"):
        raise Refusal(422, "Validation Failed: state must be open or closed")
    if len(given.get("body") or "") > MAX_BODY:
        # Seen on github.com: answered 200, the old body kept.
        given = {name: value for name, value in given.items() if name != "body"}
    target = await rest.place.thread(full_name, number)
    done = await rest.emulate(caller, "PATCH", target, given)
    if not done.good or "/pulls/" not in target:
        return done
    return Answered(done.status, as_issue(done.data, rest.gaps), done.headers, done.hooks)


async def _pull_as_issue(rest: "Rest", caller: Caller, full_name: str, number: str) -> Answered:
    path = f"/repos/{full_name}/pulls/{number}"
    found = await rest.emulate(caller, "GET", path, None)
    shown = as_issue(found.data, rest.gaps) if found.good else found.data
    return Answered(found.status, shown, found.headers)


async def _repositories(rest: "Rest", caller: Caller, target: str) -> Answered:
    if caller.installation_id is None:
        raise Refusal(403, "You must authenticate with an installation access token")
    (row,) = await rest.place.rows("app_installations", installation_id=caller.installation_id)
    owned = await rest.place.rows(
        "repos", owner_id=row["account_id"], owner_type=row["account_type"]
    )
    found = [
        await rest.place.http("GET", f"/repos/{r['full_name']}", token=caller.token) for r in owned
    ]
    shown = [answer.data for answer in found if answer.good]
    page = _page(rest, shown, target)
    data = {"total_count": len(shown), "repositories": page.data}
    return Answered(200, data, page.headers)


def _page(rest: "Rest", items: Sequence[Any], target: str) -> Answered:
    """One page of a list, with `since` obeyed and the way to the next one."""
    parts = urlsplit(target)
    query = rest_lists.asked(target)
    shown = [faithful(item, rest.gaps) for item in items]
    if "since" in query:
        since = datetime.fromisoformat(query["since"])
        shown = [i for i in shown if datetime.fromisoformat(i["updated_at"]) >= since]
    if query.get("sort") in ("created", "updated"):
        key, backwards = f"{query['sort']}_at", query.get("direction", "desc") == "desc"
        shown = sorted(shown, key=lambda item: (item[key], item["id"]), reverse=backwards)
    size, page = min(100, int(query.get("per_page", "30"))), int(query.get("page", "1"))
    headers = {}
    if len(shown) > page * size:
        further = urlencode(query | {"page": page + 1})
        headers["link"] = f'<{rest.url}{parts.path}?{further}>; rel="next"'
    return Answered(200, shown[(page - 1) * size : page * size], headers)


# Reactions.


async def _subject(rest: "Rest", caller: Caller, full_name: str, steps: Sequence[str]) -> Subject:
    if steps[0] == "comments":
        path = f"/repos/{full_name}/issues/{'/'.join(steps)}"
    else:
        path = await rest.place.thread(full_name, steps[0])
    found = await rest.place.http("GET", path, token=caller.token)
    if not found.good:
        raise Refusal(404, "Not Found")
    return subject_of(found.data)


async def _reactions(
    rest: "Rest",
    caller: Caller,
    below: Sequence[str],
    steps: Sequence[str],
    full_name: str,
    given: Any,
) -> Answered:
    subject = await _subject(rest, caller, full_name, steps)
    if below[0] == "GET":
        kept = rest.gaps.reactions.get(subject, ())
        shown = [reaction(r, await _user(rest, r.login)) for r in kept]
        return Answered(200, shown, {})
    if below[0] != "POST":
        raise Refusal(404, "Not Found")
    if not caller.may_write("issues", "pull_requests"):
        raise Refusal(403, "Resource not accessible by integration")
    if given.get("content") not in CONTENTS:
        raise Refusal(422, "Validation Failed: content is not a reaction")
    made, is_new = rest.gaps.react(subject, caller.login, given["content"], rest.now())
    data = reaction(made, await _user(rest, caller.login))
    return Answered(201 if is_new else 200, data, {})


async def _user(rest: "Rest", login: str) -> Any:
    found = await rest.place.http("GET", f"/users/{quote(login)}", token=None)
    return faithful(found.data, rest.gaps) if found.good else None
