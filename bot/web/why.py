"""`/why/{action}`: what was decided, by which rule, on what evidence, and how to take it back.

Without login it is shown where all the world sees the effect: something triage did, that stands, on
a thread that is public now. Readers of a private repository see the same of theirs, people who may
triage every decision of their repository. What is about vulnerabilities, or about a person, nobody.
"""

import re
from datetime import datetime

import structlog
from aiohttp import web

from bot import capabilities
from bot.capabilities import Capability
from bot.capabilities.triage import keep_vulnerabilities_quiet
from bot.github.roles import Role
from bot.guard.reasons import REASONS
from bot.intake.deliveries import PAGE
from bot.intake.inbox import Inbox, InboxRefused
from bot.intake.kept_events import delivery_of
from bot.store import explained
from bot.store.database import Database
from bot.store.explained import Explained
from bot.vocabulary.actions import Mode
from bot.vocabulary.events import UndoAsked
from bot.vocabulary.redirect import SECTION as REDIRECT
from bot.vocabulary.time import Clock
from bot.web.pages import Pages, Refused, see_other
from bot.web.permission import NOBODY, Permissions, Standing
from bot.web.session import Session

log = structlog.get_logger()

BY_NAME: dict[str, Capability] = {capabilities.name(c): c for c in capabilities.ALL}
TRIAGE = frozenset(
    name for name, c in BY_NAME.items() if c.__name__.startswith("bot.capabilities.triage.")
)
NEVER = frozenset({capabilities.name(keep_vulnerabilities_quiet)})
"""Capabilities of which no page says anything to anybody."""

NEVER_EFFECTS = frozenset(
    {"person:left-alone", "person:welcome", "thread:quiet"}
    | {f"private-word:{target}" for target in ("project", "security-role")}
)

DID = {
    "label-added": ("The label", "was put on"),
    "label-removed": ("The label", "was taken off"),
    "section-set": ("The part", "of the comment was written"),
    "section-cleared": ("The part", "of the comment was taken out"),
    "comment:further": ("A further comment", "was written"),
    "comment:minimize": ("The comment", "was folded away"),
    "thread:mute": ("The thread", "was muted"),
    "thread:unmute": ("The thread", "was unmuted"),
    "taken-back": ("The effect", "was taken back"),
    "switched-off": ("The capability", "was switched off here"),
    "waived": ("The question", "was waived"),
    "reaction": ("The reaction", "was given"),
}
"""Kind (and target) -> the words before and after the target; where it was refused, "was not"."""

MODES = {
    Mode.OFF: "it does nothing here",
    Mode.SHADOW: "it decides and records here, and writes nothing",
    Mode.SUGGEST: "it leaves the decision to a maintainer here",
    Mode.ACT: "it may write here",
}
MOST_EVIDENCE, LONGEST = 20, 200
"""Lines, and characters of one."""

_ID = re.compile(r"[0-9a-f]{32}")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,200}\.[A-Za-z]{2,20}")
_MENTION = re.compile(r"(?<![\w./@-])@[A-Za-z0-9][A-Za-z0-9-]{0,38}")


class Why:
    """The decision page."""

    def __init__(
        self,
        pages: Pages,
        permissions: Permissions,
        database: Database,
        inbox: Inbox,
        clock: Clock,
        web_url: str,
    ) -> None:
        self._pages = pages
        self._permissions = permissions
        self._database = database
        self._inbox = inbox
        self._clock = clock
        self._web_url = web_url

    def routes(self) -> list[web.RouteDef]:
        """For an application's router."""
        return [
            web.get("/why/{action}", self._pages.guarded(self.show)),
            web.post("/why/{action}/undo", self._pages.guarded(self.undo)),
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The page; 404 alike for what is not there and what is not theirs to see."""
        session = self._pages.sessions.read(request)
        found, standing = await self._find(request, session)
        thread = found.thread
        can_undo = found.is_visible and standing.may_triage
        asked = "asked" in request.query and standing.may_triage
        named = f"{found.kind}:{found.target}"
        before, after = DID.get(named) or DID.get(found.kind, (found.kind, "was done"))
        if not found.allowed:
            after = after.replace("was ", "was not ", 1)
        return self._pages.render(
            request,
            "why.html",
            one=found,
            before=before,
            after=after,
            target="" if named in DID else plain(_target(found)),
            thread=f"{thread.repository.full_name}#{thread.number}",
            url=f"{self._web_url}/{thread.repository.full_name}/issues/{thread.number}",
            at=_clock(found.at),
            undone_at=_clock(found.undone_at) if found.undone_at else None,
            rule=capabilities.summary(BY_NAME[found.capability]),
            why=plain(found.why[:1].upper() + found.why[1:]),
            evidence=[plain(line) for line in found.evidence[:MOST_EVIDENCE]],
            mode=MODES[found.mode],
            verdict=REASONS.get(found.reason, found.reason),
            asked=asked and can_undo,
            undo=f"/why/{found.id}/undo" if can_undo and not asked else None,
            takes_comment=found.kind == "section-set",
        )

    async def undo(self, request: web.Request) -> web.StreamResponse:
        """Have the effect taken back: an inbox row, like everything that asks for work."""
        session = await self._pages.posted(request)
        found, standing = await self._find(request, session)
        if not standing.may_triage or standing.person is None:
            raise web.HTTPNotFound
        if found.is_visible:
            now = self._clock.now()
            event = UndoAsked(found.thread, standing.person, now, *found.effect)
            try:
                await self._inbox.put(delivery_of(event, PAGE, now))
            except InboxRefused:
                text = "The wish could not be kept. Try again in a minute."
                raise Refused(503, "Nothing was changed", text) from None
            log.info("undo_asked", kind=event.kind, target=event.target)
        return see_other(f"/why/{found.id}?asked=1")

    async def _find(
        self, request: web.Request, session: Session | None
    ) -> tuple[Explained, Standing]:
        """The decision and who asks for it. Raises `HTTPNotFound` unless they may see it."""
        action = request.match_info["action"]
        if not _ID.fullmatch(action):
            raise web.HTTPNotFound
        async with self._database.read() as connection:
            found = await explained.find(connection, action)
        if found is None or _is_never_shown(found):
            raise web.HTTPNotFound
        standing = NOBODY
        if session is not None:
            of = found.thread.repository
            standing = await self._permissions.standing(of, session.person_id)
        if not await self._may_see(found, standing):
            raise web.HTTPNotFound
        return found, standing

    async def _may_see(self, found: Explained, standing: Standing) -> bool:
        if standing.may_triage:
            return True
        if found.capability not in TRIAGE or not found.is_visible:
            return False
        is_public = await self._permissions.is_public(found.thread)
        return bool(is_public) or (is_public is False and standing.role >= Role.READ)


def _is_never_shown(found: Explained) -> bool:
    """Whether nobody sees it: who sees one page missing among others must not learn from it."""
    # What was taken back names the effect in its target.
    effect = found.target if found.kind == "taken-back" else f"{found.kind}:{found.target}"
    is_redirect = found.kind.startswith("section-") and found.target == REDIRECT
    is_of_nobody = found.capability in NEVER or found.capability not in BY_NAME
    return found.is_sensitive or is_of_nobody or is_redirect or effect in NEVER_EFFECTS


def plain(text: str) -> str:
    """Text of others on one line: nothing invisible, nobody's name or address, not too long."""
    cut = text[:LONGEST] + ("…" if len(text) > LONGEST else "")
    line = "".join(letter if letter.isprintable() else " " for letter in cut)
    return _MENTION.sub("@…", _MAIL.sub("…@…", line))


def _target(found: Explained) -> str:
    """What it was done with, as people call it."""
    is_label = found.kind.startswith("label-")
    return found.target if is_label else found.target.replace("-", " ")


def _clock(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
