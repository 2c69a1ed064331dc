"""Readable pages of a repository's issues, to read and act on as its people, under GitHub's paths.

They are for the person at this machine: a request must name a loopback host, and one that changes
something must come from these pages. Nothing is loaded from anywhere else.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.sandbox.forms import Form, read_forms
from bot.sandbox.loopback import why_foreign
from bot.sandbox.markdown import render
from bot.sandbox.views import IssueView, Refused, Tracker

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it a browser hides the Origin of these pages' own forms.
    "Referrer-Policy": "same-origin",
}
MAX_TEXT = 65_536
"""Characters of a text (GitHub's own limit)."""
MAX_TITLE = 256
REACTIONS = {"+1": "👍", "-1": "👎", "laugh": "😄", "confused": "😕", "heart": "❤️", "hooray": "🎉",
             "rocket": "🚀", "eyes": "👀"}  # fmt: skip
OFFERED = ("+1", "-1")
STATIC = {
    "pages.css": "text/css", "pages.js": "text/javascript", "icon.svg": "image/svg+xml",
}  # fmt: skip

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Pages:
    """The pages of a `Tracker`. `notices` are Markdown texts shown above issues, by number."""

    def __init__(self, tracker: Tracker, notices: Mapping[int, str] | None = None) -> None:
        self._tracker = tracker
        self._notices = notices if notices is not None else {}
        self._templates = Environment(
            loader=PackageLoader("bot.sandbox"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"markdown": render, "clock": _clock}
        self._base = f"/{tracker.full_name}/issues"

    def path(self, number: int) -> str:
        """Where an issue's page is."""
        return f"{self._base}/{number}"

    def routes(self) -> list[web.RouteDef]:
        """For an application's router."""
        one = self._base + r"/{number:\d{1,9}}"
        shown: dict[str, Handler] = {
            "/": self._home,
            f"/{self._tracker.full_name}": self._home,
            self._base: self._list,
            f"{self._base}/new/choose": self._choose,
            f"{self._base}/new": self._new,
            one: self._issue,
            "/-/{name}": self._static,
        }
        acted: dict[str, Handler] = {
            self._base: self._open,
            f"{one}/body": self._edit,
            f"{one}/comments": self._comment,
            one + r"/comments/{comment:\d{1,18}}/reactions": self._react,
        }
        return [
            *(web.get(path, self._guarded(handler)) for path, handler in shown.items()),
            *(web.post(path, self._guarded(handler)) for path, handler in acted.items()),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            why = why_foreign(request)
            if why:
                return self._plain(403, "Not from here", why)
            try:
                answer = await handler(request)
            except Refused as refused:
                number = request.match_info.get("number")
                back = self.path(int(number)) if number else ""
                return self._plain(422, "That was refused", str(refused), back)
            except web.HTTPRequestEntityTooLarge:
                return self._plain(413, "Too long", f"GitHub takes {MAX_TEXT} characters.")
            answer.headers.update(HEADERS)
            return answer

        return guarded

    # Showing.

    async def _home(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": self._base})

    async def _list(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, "issues.html", issues=await self._tracker.issues())

    async def _issue(self, request: web.Request) -> web.StreamResponse:
        found = await self._tracker.issue(int(request.match_info["number"]))
        if found is None:
            return self._missing()
        notice = self._notices.get(found.number, "")
        return self._page(
            request, "issue.html", issue=found, entries=_entries(found), notice=notice
        )

    async def _choose(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, "choose.html", forms=await self._forms())

    async def _new(self, request: web.Request) -> web.StreamResponse:
        form = _named(await self._forms(), request.query.get("template", ""))
        return self._missing() if form is None else self._page(request, "new.html", form=form)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in STATIC:
            return self._missing()
        text = files("bot.sandbox").joinpath("static", name).read_text(encoding="utf-8")
        headers = {"Cache-Control": "no-cache"}
        return web.Response(text=text, content_type=STATIC[name], headers=headers)

    async def _forms(self) -> Sequence[Form]:
        return read_forms(await self._tracker.files())

    def _missing(self) -> web.Response:
        return self._plain(404, "Not here", "There is no such page in this sandbox.")

    def _plain(self, status: int, title: str, text: str, back: str = "") -> web.Response:
        return self._answer("plain.html", status=status, title=title, text=text, back=back)

    def _page(self, request: web.Request, template: str, **values: Any) -> web.Response:
        answer = self._answer(template, **values)
        answer.etag = hashlib.sha256((answer.text or "").encode()).hexdigest()[:32]
        answer.headers["Cache-Control"] = "no-cache"
        if answer.etag in (request.if_none_match or ()):
            return web.Response(status=304, headers={"ETag": answer.headers["ETag"]})
        return answer

    def _answer(self, template: str, *, status: int = 200, **values: Any) -> web.Response:
        text = self._templates.get_template(template).render(
            tracker=self._tracker, base=self._base, reactions=REACTIONS, offered=OFFERED, **values
        )
        return web.Response(status=status, text=text, content_type="text/html", headers=HEADERS)

    # Acting. Every answer sends the browser on, so that reloading repeats nothing.

    async def _open(self, request: web.Request) -> web.StreamResponse:
        given = await request.post()
        form = _named(await self._forms(), str(given.get("template", "")))
        if form is None:
            return self._missing()
        answers = {name: [str(v) for v in given.getall(name)] for name in given}
        title = _text(str(given.get("title", "")), "a title", MAX_TITLE)
        body = _short(form.body(answers).replace("\r\n", "\n"), MAX_TEXT)
        tracker = self._tracker
        number = await tracker.open_issue(tracker.reporter, title, body, form.labels)
        return _on_to(self.path(number))

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        issue = await self._found(request)
        if issue is None:
            return self._missing()
        body = _text(str((await request.post()).get("body", "")), "a text", MAX_TEXT)
        if body != issue.body.strip():
            await self._tracker.edit_body(issue.number, self._tracker.reporter, body)
        return _on_to(self.path(issue.number))

    async def _comment(self, request: web.Request) -> web.StreamResponse:
        issue = await self._found(request)
        if issue is None:
            return self._missing()
        given = await request.post()
        who = given.get("as")
        if who not in (self._tracker.reporter, self._tracker.maintainer):
            raise Refused("Say who writes: the reporter or the maintainer.")
        body = _text(str(given.get("body", "")), "a text", MAX_TEXT)
        comment = await self._tracker.comment(issue.number, str(who), body)
        return _on_to(f"{self.path(issue.number)}#comment-{comment}")

    async def _react(self, request: web.Request) -> web.StreamResponse:
        issue = await self._found(request)
        wanted = int(request.match_info["comment"])
        comment = next((c for c in issue.comments if c.id == wanted), None) if issue else None
        if issue is None or comment is None:
            return self._missing()
        content, who = str((await request.post()).get("content", "")), self._tracker.maintainer
        if content not in OFFERED:
            raise Refused("There are 👍 and 👎.")
        if (content, who) not in comment.reactions:
            await self._tracker.react(issue.number, comment.id, who, content)
        return _on_to(f"{self.path(issue.number)}#comment-{comment.id}")

    async def _found(self, request: web.Request) -> IssueView | None:
        return await self._tracker.issue(int(request.match_info["number"]))


def _entries(issue: IssueView) -> list[tuple[str, Any]]:
    """Comments and label changes in the order in which they happened."""
    found = [(c.created_at, 1, "comment", c) for c in issue.comments]
    changed = [(c.at, 0, "label", c) for c in issue.changes]
    both = sorted([*found, *changed], key=lambda entry: entry[:2])
    return [(kind, value) for _, _, kind, value in both]


def _named(forms: Sequence[Form], file: str) -> Form | None:
    return next((form for form in forms if form.file == file), None)


def _text(given: str, what: str, longest: int) -> str:
    text = given.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(f"Write {what} first.")
    return _short(text, longest)


def _short(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Refused(f"GitHub takes {longest} characters here, this has {len(text)}.")
    return text


def _clock(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M:%S")


def _on_to(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
