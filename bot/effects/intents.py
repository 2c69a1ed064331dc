"""Writes down what is to be done, in the caller's transaction, with how to take it back."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.effects.hands import Hands
from bot.effects.shapes import COMMENT, shape
from bot.store import effects as ledger
from bot.store import modes, opt_outs, threads
from bot.store.threads import StoredSection
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    KeepQuiet,
    LeaveAlone,
    LookAgain,
    MinimizeComment,
    Mode,
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
from bot.vocabulary.threads import Thread

REMEMBERED = MuteThread | KeepQuiet | Unmute | Waive | SwitchOff | LeaveAlone | Welcome
"""Done as soon as it is written down."""


async def intend(
    connection: AsyncConnection, hands: Hands, action: Action, decision_id: str
) -> None:
    """Write down what `apply` is to do. Sections take effect in the store at once."""
    thread, now = action.thread, hands.clock.now()
    kind, target, _values = shape(action)
    undo: dict[str, object] = {}
    match action:
        case LookAgain():
            return
        case MuteThread():
            await threads.change(connection, thread, muted_at=now)
            undo = {"unmute": True}
        case Unmute():
            await threads.change(connection, thread, muted_at=None)
            undo = {"mute": True}
        case Waive():
            pass
        case SwitchOff(capability=capability):
            why = "switched off by a maintainer's command"
            await modes.put(connection, thread.repository.id, capability, Mode.OFF, why, now)
        case LeaveAlone(person=person):
            await opt_outs.add(connection, hands.pseudonyms.person(person.id), now)
        case Welcome(person=person):
            await opt_outs.remove(connection, hands.pseudonyms.person(person.id))
        case TakeBack(kind=taken, target=of) if (taken, of) == COMMENT:
            for section, _content in (await threads.load(connection, thread)).sections:
                await threads.clear_section(connection, thread, section)
        case TakeBack():
            pass
        case KeepQuiet():
            await threads.change(connection, thread, sensitive_at=now)
            undo = {"speak": True}
        case SetSection(section=section, text=text, remember=remember):
            kind, target = COMMENT
            undo = await _sections_before(connection, hands, thread, section)
            content = StoredSection(text, remember)
            await threads.set_section(connection, thread, section, content, now)
        case ClearSection(section=section):
            kind, target = COMMENT
            undo = await _sections_before(connection, hands, thread, section)
            await threads.clear_section(connection, thread, section)
        case SayOnce():
            undo = {"delete_comment": True}
        case ReportPrivately() | TellSecurityRole():
            pass  # what was said cannot be unsaid
        case AddLabel(label=label):
            undo = {"remove_label": label}
        case RemoveLabel(label=label):
            undo = {"add_label": label}
        case MinimizeComment():
            undo = {"unminimize": True}
        case React(comment_id=comment_id):
            undo = {"delete_reaction": True, "comment_id": comment_id}
    key = hands.pseudonyms.effect(thread, kind, target)
    await ledger.intend(
        connection,
        thread,
        key=key,
        kind=kind,
        target=target,
        decision_id=decision_id,
        undo=undo,
        owner=hands.executor_id,
        now=now,
    )
    if isinstance(action, REMEMBERED):
        await ledger.done(connection, key, now, result={})


async def _sections_before(
    connection: AsyncConnection, hands: Hands, thread: Thread, section: str
) -> dict[str, object]:
    """How to undo a change of a section: what stood in each since the last change that was done."""
    entries = await ledger.of_thread(connection, thread)
    unconfirmed = [e for e in entries if (e.kind, e.target) == COMMENT and e.state == "intent"]
    stood = (await threads.load(connection, thread)).by_section.get(section)
    before = None if stood is None else {"text": stood.text, "remember": list(stood.remembered)}
    earlier = unconfirmed[0].undo.get("sections", {}) if unconfirmed else {}
    return {"sections": {section: before} | earlier}
