"""Applies what the guard allowed: the calls to GitHub, then done.

`intents` wrote, with the decisions, everything that must survive a crash; here are the calls. A job
that runs again finds the intents and finishes them.
"""

from collections.abc import Sequence
from urllib.parse import quote

import structlog

from bot.effects import further_comment, private_words
from bot.effects.comment import Organisation
from bot.effects.hands import Hands
from bot.effects.living_comment import bring_up_to_date, minimize
from bot.effects.shapes import COMMENT, shape
from bot.effects.undo import take_back
from bot.github.errors import Forbidden, Moved, NotFound, Unprocessable
from bot.store import effects as ledger
from bot.store import threads
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    MinimizeComment,
    React,
    RemoveLabel,
    SayOnce,
    SetSection,
    TakeBack,
)
from bot.vocabulary.issues import Issue
from bot.vocabulary.threads import Thread

log = structlog.get_logger()


async def apply(
    hands: Hands,
    issue: Issue,
    actions: Sequence[Action],
    organisation: Organisation,
    unfinished: Sequence[ledger.Entry] = (),
) -> tuple[str, ...]:
    """Make the actions true, the comment first; what was done, in words, for log and `replay`.

    A label is not to stand there unexplained. Raises `Paused` and `Unreachable`, after which the
    job runs again. What GitHub refuses for good is logged and left: the next look decides anew.
    """
    done: list[str] = []
    await _settle(hands, issue, actions, unfinished)
    pending = any((e.kind, e.target) == COMMENT for e in unfinished)
    may_open = any(isinstance(a, SetSection) for a in actions)
    may_close = any(isinstance(a, ClearSection) or takes_comment_back(a) for a in actions)
    if pending or may_open or may_close:
        await _comment(hands, issue, organisation, done, may_open=may_open)
    for action in actions:
        match action:
            case AddLabel(label=label):
                path = f"/issues/{issue.thread.number}/labels"
                await _label(hands, issue, action, "POST", path, {"labels": [label]}, done)
            case RemoveLabel(label=label):
                path = f"/issues/{issue.thread.number}/labels/{quote(label, safe='')}"
                await _label(hands, issue, action, "DELETE", path, None, done)
            case React():
                await _react(hands, issue, action, done)
            case SayOnce():
                await _say(hands, issue, action, organisation, done)
            case _:
                continue
    for action in actions:
        if isinstance(action, TakeBack):
            await _take_back(hands, issue, action, organisation, done)
    await private_words.say(hands, issue, actions, organisation)
    for action in actions:
        if isinstance(action, MinimizeComment):
            await _minimize(hands, issue, action, done)
    return tuple(done)


def takes_comment_back(action: Action) -> bool:
    """Whether the one comment is to go, whatever it says."""
    return isinstance(action, TakeBack) and (action.kind, action.target) == COMMENT


async def _take_back(
    hands: Hands, issue: Issue, action: TakeBack, organisation: Organisation, done: list[str]
) -> None:
    """Undo one effect; the one comment went before, with its sections."""
    async with hands.database.read() as connection:
        entries = await ledger.of_thread(connection, issue.thread)
    entry = next((e for e in entries if (e.kind, e.target) == (action.kind, action.target)), None)
    if entry is not None:
        try:
            if takes_comment_back(action):
                async with hands.database.write() as connection:
                    await ledger.undone(connection, entry.key, hands.clock.now())
            else:
                await take_back(hands, issue, entry, organisation)
        except (Forbidden, NotFound, Unprocessable, Moved) as refusal:
            await _refused(hands, action, refusal)
            return
    await _done(hands, issue.thread, *shape(action)[:2], {}, done)


async def _label(
    hands: Hands,
    issue: Issue,
    action: AddLabel | RemoveLabel,
    method: str,
    path: str,
    body: object,
    done: list[str],
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
    except NotFound as refusal:
        if isinstance(action, AddLabel):
            await _refused(hands, action, refusal)
            return  # the thread is gone; a label that is gone already is as wanted
    except (Forbidden, Unprocessable, Moved) as refusal:
        await _refused(hands, action, refusal)
        return
    await _done(hands, issue.thread, *shape(action)[:2], {}, done)


async def _react(hands: Hands, issue: Issue, action: React, done: list[str]) -> None:
    below = f"comments/{action.comment_id}" if action.comment_id else f"{issue.thread.number}"
    try:
        answer = await hands.write(
            issue.thread,
            "POST",
            f"/issues/{below}/reactions",
            {"content": action.content},
            notifies=False,
            repeatable=True,
            is_pull_request=issue.is_pull_request,
        )
    except (Forbidden, NotFound, Unprocessable, Moved) as refusal:
        await _refused(hands, action, refusal)
        return
    await _done(hands, issue.thread, *shape(action)[:2], {"reaction_id": answer["id"]}, done)


async def _say(
    hands: Hands, issue: Issue, action: SayOnce, organisation: Organisation, done: list[str]
) -> None:
    try:
        did = await further_comment.say(hands, issue, action.text, organisation)
    except (Forbidden, NotFound, Unprocessable, Moved) as refusal:
        await _refused(hands, action, refusal)
        return
    await _done(hands, issue.thread, *shape(action)[:2], dict(did), done)


async def _comment(
    hands: Hands, issue: Issue, organisation: Organisation, done: list[str], *, may_open: bool
) -> None:
    key = hands.pseudonyms.effect(issue.thread, *COMMENT)
    async with hands.database.read() as connection:
        state = await threads.load(connection, issue.thread)
        before = {e.key: e.result or {} for e in await ledger.of_thread(connection, issue.thread)}
    try:
        did = await bring_up_to_date(hands, issue, state, organisation, may_open=may_open)
    except (Forbidden, NotFound, Unprocessable, Moved) as refusal:
        await _not_done(hands, key, COMMENT, refusal)
        return
    result = dict(did)
    for name, verb in (("opened", "open"), ("edited", "edit")):
        result[name] = before.get(key, {}).get(name, 0) + (did["did"] == verb)
    await _done(hands, issue.thread, *COMMENT, result, done)


async def _minimize(hands: Hands, issue: Issue, action: MinimizeComment, done: list[str]) -> None:
    try:
        await minimize(hands, issue, action.classifier)
    except (Forbidden, NotFound, Unprocessable, Moved) as refusal:
        await _refused(hands, action, refusal)
        return
    await _done(hands, issue.thread, *shape(action)[:2], {}, done)


async def _done(
    hands: Hands,
    thread: Thread,
    kind: str,
    target: str,
    result: dict[str, object],
    done: list[str],
) -> None:
    key = hands.pseudonyms.effect(thread, kind, target)
    async with hands.database.write() as connection:
        await ledger.done(connection, key, hands.clock.now(), result=result)
    did = result.get("did")
    done.append(f"{kind}: {did or target}")
    log.info("effect_done", kind=kind, target=target, did=did)


async def _refused(hands: Hands, action: Action, refusal: Exception) -> None:
    kind, target, _values = shape(action)
    key = hands.pseudonyms.effect(action.thread, kind, target)
    await _not_done(hands, key, (kind, target), refusal)


async def _not_done(hands: Hands, key: str, effect: tuple[str, str], refusal: Exception) -> None:
    async with hands.database.write() as connection:
        await ledger.refused(connection, key, hands.clock.now(), str(refusal))
    log.warning("effect_refused_by_github", kind=effect[0], target=effect[1], why=str(refusal))


async def _settle(
    hands: Hands, issue: Issue, actions: Sequence[Action], unfinished: Sequence[ledger.Entry]
) -> None:
    """Close intents of a run that died, which this run does not repeat: GitHub shows the truth."""
    repeated = {shape(action)[:2] for action in actions}
    for entry in unfinished:
        if (entry.kind, entry.target) in repeated or (entry.kind, entry.target) == COMMENT:
            continue
        happened = (entry.kind == "label-added" and entry.target in issue.labels) or (
            entry.kind == "label-removed" and entry.target not in issue.labels
        )
        async with hands.database.write() as connection:
            now = hands.clock.now()
            if happened:
                await ledger.done(connection, entry.key, now, result={"found": "done"})
            else:
                await ledger.refused(
                    connection, entry.key, now, "a later look decided otherwise", by_github=False
                )
