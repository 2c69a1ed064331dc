"""Takes an effect back, as its ledger row says how."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bot.effects.comment import Organisation
from bot.effects.hands import Hands
from bot.effects.living_comment import bring_up_to_date, standing, unfold
from bot.effects.opening import delete
from bot.github.errors import NotFound
from bot.store import effects as ledger
from bot.store import threads
from bot.store.effects import Entry
from bot.store.threads import StoredSection
from bot.vocabulary.issues import Issue


async def take_back(hands: Hands, issue: Issue, entry: Entry, organisation: Organisation) -> bool:
    """Restore what was before the effect; False when there is nothing to take back.

    Safe to repeat. Raises what `github` raises; the row says `undone_at` only when it is done.
    """
    if entry.state != "done" or entry.undone_at is not None:
        return False
    below, undo = f"/issues/{issue.thread.number}", entry.undo
    if "remove_label" in undo:
        await _write(hands, issue, "DELETE", f"{below}/labels/{quote(undo['remove_label'], '')}")
    elif "add_label" in undo:
        await _write(hands, issue, "POST", f"{below}/labels", {"labels": [undo["add_label"]]})
    elif "delete_reaction" in undo:
        comment_id = undo["comment_id"]
        where = f"/issues/comments/{comment_id}" if comment_id else below
        reaction_id = (entry.result or {})["reaction_id"]
        await _write(hands, issue, "DELETE", f"{where}/reactions/{reaction_id}")
    elif "unminimize" in undo:
        await _unfold(hands, issue)
    elif "unmute" in undo:
        async with hands.database.write() as connection:
            await threads.change(connection, issue.thread, muted_at=None)
    elif "delete_comment" in undo:
        await delete(hands, issue, (entry.result or {})["comment_id"])
    elif "speak" in undo:
        async with hands.database.write() as connection:
            await threads.change(connection, issue.thread, sensitive_at=None)
    elif "sections" in undo:
        await _restore_sections(hands, issue, undo["sections"], organisation)
    else:
        return False
    async with hands.database.write() as connection:
        await ledger.undone(connection, entry.key, hands.clock.now())
    return True


async def _restore_sections(
    hands: Hands, issue: Issue, sections: Mapping[str, Any], organisation: Organisation
) -> None:
    async with hands.database.write() as connection:
        for name, before in sections.items():
            if before is None:
                await threads.clear_section(connection, issue.thread, name)
                continue
            content = StoredSection(before["text"], tuple(before["remember"]))
            await threads.set_section(connection, issue.thread, name, content, hands.clock.now())
        state = await threads.load(connection, issue.thread)
    await bring_up_to_date(hands, issue, state, organisation, may_open=True)


async def _unfold(hands: Hands, issue: Issue) -> None:
    for comment in standing(issue):
        if comment.is_minimized:
            await unfold(hands, issue, comment.node_id)
    async with hands.database.write() as connection:
        await threads.change(connection, issue.thread, comment_minimized=False)


async def _write(
    hands: Hands, issue: Issue, method: str, path: str, body: Mapping[str, Any] | None = None
) -> None:
    try:
        await hands.write(
            issue.thread,
            method,
            path,
            body,
            notifies=False,
            repeatable=True,
            is_pull_request=issue.is_pull_request,
        )
    except NotFound:
        if method != "DELETE":
            raise  # what is to go may be gone; what is to come must not be missing
