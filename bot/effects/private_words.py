"""What is said where nobody else reads it: to a project, and to the organisation's own people.

Said at most once: written down just before the call, and whatever then happens it counts as said.
"""

from collections.abc import Awaitable, Callable, Sequence

from bot.effects.comment import Organisation
from bot.effects.hands import Hands
from bot.effects.shapes import TO_PROJECT, TO_ROLE
from bot.github.errors import Forbidden, Moved, NotFound, Paused, Unprocessable
from bot.mail import MailFailed, MailRefused
from bot.store import effects as ledger
from bot.vocabulary.actions import Action, ReportPrivately, TellSecurityRole
from bot.vocabulary.issues import Issue
from bot.vocabulary.threads import Thread

SUBJECT = "A public issue to handle with care"
READS_LIKE = "This public issue reads like a report of a vulnerability."


async def say(
    hands: Hands, issue: Issue, actions: Sequence[Action], organisation: Organisation
) -> None:
    """Say them, to the project before the organisation's own people. No log tells of whom.

    Raises `MailFailed` or `Paused` when all was tried: the job is to run again.
    """
    failed: MailFailed | Paused | None = None
    for action in sorted(actions, key=lambda one: isinstance(one, TellSecurityRole)):
        try:
            if isinstance(action, ReportPrivately):
                await to_project(hands, issue, action, organisation)
            elif isinstance(action, TellSecurityRole):
                await to_security_role(hands, issue, organisation)
        except (MailFailed, Paused) as failure:
            failed = failed or failure
    if failed is not None:
        raise failed


async def to_project(
    hands: Hands, issue: Issue, action: ReportPrivately, organisation: Organisation
) -> None:
    """Tell the project, by mail or by GitHub's private reporting."""
    text = (
        f"{_link(hands, issue.thread)}\n\n{READS_LIKE} Linchpin says nothing of it in public and "
        "shows it in no list. If it is no vulnerability, answer it as any other issue.\n\n"
        f"From a bot run by {organisation.name}: {organisation.privacy_url}\n"
        "To stop these, write into .github/linchpin.yml:\n"
        'keep-vulnerabilities-quiet: {mode: "off"}\n'
    )

    async def tell(key: str) -> None:
        if action.contact is not None:
            await _mail(hands, action.contact, text, key)
            return
        await hands.writer.write(
            "POST",
            f"/repos/{issue.thread.repository.full_name}/security-advisories/reports",
            {"summary": SUBJECT, "description": text},
            repository_id=issue.thread.repository.id,
            permissions={"repository_advisories": "write"},
            notifies=True,
            repeatable=False,
            check=hands.check_fence,
        )

    await _once(hands, issue.thread, TO_PROJECT, tell)


async def to_security_role(hands: Hands, issue: Issue, organisation: Organisation) -> None:
    """Hand the bare link to the organisation's own people for security."""
    mail = organisation.security_mail
    if mail is None:
        return
    async with hands.database.read() as connection:
        entries = await ledger.of_thread(connection, issue.thread)
    states = {e.state for e in entries if (e.kind, e.target) == TO_PROJECT}
    project = "The project was not told by Linchpin."
    if states & SAID:
        project = "The project was told privately."
    elif "intent" in states:
        project = "The project could not be told yet; Linchpin tries again."
    text = f"{_link(hands, issue.thread)}\n\n{READS_LIKE} {project}\n"

    async def tell(key: str) -> None:
        await _mail(hands, mail, text, key)

    await _once(hands, issue.thread, TO_ROLE, tell)


SAID = frozenset({"sending", "done"})
"""States of what counts as said."""


async def _once(
    hands: Hands,
    thread: Thread,
    effect: tuple[str, str],
    tell: Callable[[str], Awaitable[None]],
) -> None:
    """Say it. Raises `MailFailed` and `Paused` where it surely was not said: it is tried again."""
    key = hands.pseudonyms.effect(thread, *effect)
    await hands.check_fence()
    async with hands.database.write() as connection:
        await ledger.sending(connection, key)
    try:
        await tell(key)
    except (MailFailed, Paused):
        async with hands.database.write() as connection:
            await ledger.not_sent(connection, key)
        raise
    except (MailRefused, Forbidden, NotFound, Moved, Unprocessable) as refusal:
        async with hands.database.write() as connection:
            await ledger.refused(connection, key, hands.clock.now(), str(refusal))
        return
    async with hands.database.write() as connection:
        await ledger.done(connection, key, hands.clock.now(), result={})


async def _mail(hands: Hands, to: str, text: str, key: str) -> None:
    if hands.mail is None:
        raise MailRefused("no mail server is set; set SMTP_URL")
    await hands.mail.send(to, SUBJECT, text, key)


def _link(hands: Hands, thread: Thread) -> str:
    return f"{hands.web_url}/{thread.repository.full_name}/issues/{thread.number}"
