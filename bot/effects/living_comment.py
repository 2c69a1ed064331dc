"""Brings the one comment on GitHub to what the store says: create, edit, fold away or delete.

A comment that a person deleted, folded or rewrote is theirs from then on: it is neither edited nor
deleted, nor opened anew.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.effects.comment import Organisation, render, render_resolved
from bot.effects.hands import Hands, permission
from bot.effects.opening import delete, open_once
from bot.github.errors import NotFound
from bot.parsing.markers import is_further, marked_sections
from bot.parsing.ticks import unticked
from bot.store import threads
from bot.store.threads import ThreadState
from bot.vocabulary.issues import Comment, Issue

FIRST_POLL = timedelta(minutes=15)
"""Reactions are asked for every 15 minutes in the first 48 hours (they send no webhook)."""

MINIMIZE = """
mutation Minimize($id: ID!, $classifier: ReportedContentClassifiers!) {
  minimizeComment(input: {subjectId: $id, classifier: $classifier}) {
    minimizedComment { isMinimized }
  }
}
"""
UNMINIMIZE = """
mutation Unminimize($id: ID!) {
  unminimizeComment(input: {subjectId: $id}) { unminimizedComment { isMinimized } }
}
"""


def standing(issue: Issue) -> tuple[Comment, ...]:
    """Our marked comments on the thread, oldest first; more than one only after a race."""
    return tuple(c for c in issue.comments if c.by_us and marked_sections(c.body) is not None)


def is_theirs(issue: Issue, state: ThreadState) -> bool:
    """Whether a person deleted our comment, folded it or wrote in it."""
    ours = standing(issue)
    if state.comment_left_at is not None:
        return True
    if not ours:
        return state.comment_id is not None and issue.has_all_comments
    return (ours[0].is_minimized and not state.comment_minimized) or (
        bool(state.comment_hashes) and _hash(ours[0].body) not in state.comment_hashes
    )


def _hash(body: str) -> str:
    plain = unticked(body.replace("\r\n", "\n")).strip()  # whoever ticks a box leaves it ours
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


async def bring_up_to_date(
    hands: Hands,
    issue: Issue,
    state: ThreadState,
    organisation: Organisation,
    *,
    may_open: bool,
) -> Mapping[str, Any]:
    """Make GitHub show the sections in `state`; what happened, for the ledger.

    Costs nothing when it shows them already; one write to edit; one write and one read to create.
    Without `may_open`, sections that a run which died meant for a new comment are forgotten.
    """
    ticked = ("quiet",) if state.muted_at is not None else ()
    wanted = render({name: s.text for name, s in state.sections}, organisation, ticked)
    ours = standing(issue)
    for copy in ours[1:]:
        await delete(hands, issue, copy.id)
    if is_theirs(issue, state) and (ours or not await _stands(hands, issue, state)):
        return await _leave(hands, issue, state)
    if not wanted:
        return await _withdraw(hands, issue, state, organisation, ours[:1])
    if ours:
        comment, did = ours[0], "nothing"
        if comment.is_minimized:
            await unfold(hands, issue, comment.node_id)
            did = "edit"
        if comment.body.strip() != wanted.strip():
            await _edit(hands, issue, comment.id, wanted, (_hash(comment.body),))
            did = "edit"
        # A run that died after the call left no record: this is its comment.
        opened_at = comment.created_at if state.comment_id != comment.id else None
        await _remember(hands, issue, comment.id, comment.node_id, opened_at, wanted)
        return {"comment_id": comment.id, "did": "open" if opened_at else did}
    if state.comment_id is not None:  # it stands where the look did not reach
        await _edit(hands, issue, state.comment_id, wanted, state.comment_hashes)
        return {"comment_id": state.comment_id, "did": "edit"}
    if may_open:
        return await _create(hands, issue, wanted)
    async with hands.database.write() as connection:
        for section, _content in state.sections:
            await threads.clear_section(connection, issue.thread, section)
    return {"did": "nothing"}


async def minimize(hands: Hands, issue: Issue, classifier: str) -> Mapping[str, Any]:
    """Fold our comment away, and the further one with it."""
    further = (c for c in issue.comments if c.by_us and is_further(c.body))
    for comment in further:
        if not comment.is_minimized:
            await _fold(hands, issue, MINIMIZE, {"id": comment.node_id, "classifier": classifier})
    for comment in standing(issue):
        if comment.is_minimized:
            continue
        await _fold(hands, issue, MINIMIZE, {"id": comment.node_id, "classifier": classifier})
        async with hands.database.write() as connection:
            await threads.change(connection, issue.thread, comment_minimized=True)
    return {}


async def _create(hands: Hands, issue: Issue, body: str) -> Mapping[str, Any]:
    opened = await open_once(hands, issue, body, lambda text: marked_sections(text) is not None)
    await _remember(hands, issue, opened.id, opened.node_id, hands.clock.now(), body)
    return {"comment_id": opened.id, "did": "open"}


async def _stands(hands: Hands, issue: Issue, state: ThreadState) -> bool:
    """Whether our comment, which the look did not bring, is there as we wrote it. One read.

    It may have been opened since the look, by a run that was taken for dead.
    """
    if state.comment_left_at is not None or state.comment_id is None:
        return False
    where = f"/repos/{issue.thread.repository.full_name}/issues/comments/{state.comment_id}"
    try:
        found = await hands.writer.get(where)
    except NotFound:
        return False
    return _hash(found["body"] or "") in state.comment_hashes


async def _leave(hands: Hands, issue: Issue, state: ThreadState) -> Mapping[str, Any]:
    """A person made the comment theirs: remember that, whatever becomes of it."""
    async with hands.database.write() as connection:
        if state.comment_left_at is None:
            now = hands.clock.now()
            await threads.change(connection, issue.thread, comment_left_at=now)
        for section, _content in state.sections:
            await threads.clear_section(connection, issue.thread, section)
        if not standing(issue) and issue.has_all_comments:
            await threads.forget_comment(connection, issue.thread)
    return {"did": "nothing"}


async def _withdraw(
    hands: Hands,
    issue: Issue,
    state: ThreadState,
    organisation: Organisation,
    ours: tuple[Comment, ...],
) -> Mapping[str, Any]:
    if not ours and state.comment_id is not None:
        return await _resolve_unseen(hands, issue, state.comment_id, state, organisation)
    if not ours:
        return {"did": "nothing"}  # it never stood
    comment = ours[0]
    answered = any(
        c.created_at >= comment.created_at and not c.by_us and not (c.author and c.author.is_bot)
        for c in issue.comments
    )
    if not answered and issue.has_all_comments:
        await delete(hands, issue, comment.id)
        async with hands.database.write() as connection:
            await threads.forget_comment(connection, issue.thread)
        return {"comment_id": comment.id, "did": "delete"}
    wanted = render_resolved(organisation)
    if comment.body.strip() != wanted.strip():
        await _edit(hands, issue, comment.id, wanted, (_hash(comment.body),))
    if not comment.is_minimized:
        await _fold(hands, issue, MINIMIZE, {"id": comment.node_id, "classifier": "RESOLVED"})
    async with hands.database.write() as connection:
        await threads.change(connection, issue.thread, comment_minimized=True)
    return {"comment_id": comment.id, "did": "fold"}


async def _resolve_unseen(
    hands: Hands, issue: Issue, comment_id: int, state: ThreadState, organisation: Organisation
) -> Mapping[str, Any]:
    """Say in a comment that the look did not bring that everything is here, and fold it away."""
    await _edit(hands, issue, comment_id, render_resolved(organisation), state.comment_hashes)
    if not state.comment_minimized:
        fold = {"id": state.comment_node_id, "classifier": "RESOLVED"}
        await _fold(hands, issue, MINIMIZE, fold)
    async with hands.database.write() as connection:
        await threads.change(connection, issue.thread, comment_minimized=True)
    return {"comment_id": comment_id, "did": "fold"}


async def unfold(hands: Hands, issue: Issue, node_id: str) -> None:
    """Show a comment of ours again."""
    await _fold(hands, issue, UNMINIMIZE, {"id": node_id})


async def _edit(
    hands: Hands, issue: Issue, comment_id: int, body: str, before: tuple[str, ...]
) -> None:
    # Either text may stand there afterwards: this process may die before or after the call.
    hashes = list(dict.fromkeys((*before, _hash(body))))
    async with hands.database.write() as connection:
        await threads.change(connection, issue.thread, comment_hashes=hashes)
    await hands.write(
        issue.thread,
        "PATCH",
        f"/issues/comments/{comment_id}",
        {"body": body},
        notifies=False,
        repeatable=True,
        is_pull_request=issue.is_pull_request,
    )


async def _fold(hands: Hands, issue: Issue, mutation: str, variables: Mapping[str, Any]) -> None:
    await hands.writer.mutate(
        mutation,
        variables,
        repository_id=issue.thread.repository.id,
        permissions=permission(is_pull_request=issue.is_pull_request),
        notifies=False,
        check=hands.check_fence,
    )


async def _remember(
    hands: Hands,
    issue: Issue,
    comment_id: int,
    node_id: str,
    opened_at: datetime | None,
    body: str,
) -> None:
    values: dict[str, Any] = {
        "comment_id": comment_id,
        "comment_node_id": node_id,
        "comment_minimized": False,
        "comment_hashes": [_hash(body)],
    }
    if opened_at is not None:
        next_poll_at = hands.clock.now() + FIRST_POLL
        values |= {"comment_opened_at": opened_at, "next_poll_at": next_poll_at}
    async with hands.database.write() as connection:
        await threads.change(connection, issue.thread, **values)
