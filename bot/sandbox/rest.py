"""Carries out REST requests: by the emulator, and beside it where it has a gap."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bot.sandbox import rest_gaps
from bot.sandbox.deliveries import Deliveries
from bot.sandbox.emulator import Answered
from bot.sandbox.events import complete
from bot.sandbox.gaps import Caller, Gaps, Refusal
from bot.sandbox.place import Place
from bot.sandbox.shapes import faithful

JWT_LIFE = timedelta(minutes=10)
"""The longest a JSON web token may be good for (GitHub, "Generating a JSON web token")."""


class Rest:
    """GitHub's REST API."""

    def __init__(
        self, place: Place, gaps: Gaps, deliveries: Deliveries, now: Callable[[], datetime]
    ) -> None:
        self.url = ""
        self.place = place
        self.gaps = gaps
        self.deliveries = deliveries
        self.now = now

    async def answer(self, method: str, target: str, authorization: str, body: Any) -> Answered:
        """The answer to one request; `target` is the path with its query."""
        try:
            return await self._answer(method, await self.translated(target), authorization, body)
        except Refusal as refusal:
            data = {"message": refusal.message, "documentation_url": "https://docs.github.com/rest"}
            return Answered(refusal.status, data, refusal.headers)

    async def translated(self, target: str) -> str:
        """/repositories/ID/…, where redirects lead to, as /repos/OWNER/NAME/…."""
        head, _, rest = target.removeprefix("/repositories/").partition("/")
        number = head.partition("?")[0]
        if not target.startswith("/repositories/") or not number.isdigit():
            return target
        rows = await self.place.rows("repos", id=int(number))
        return f"/repos/{rows[0]['full_name']}/{rest}".rstrip("/") if rows else target

    async def _answer(self, method: str, target: str, authorization: str, body: Any) -> Answered:
        path = urlsplit(target).path
        steps = [unquote(step) for step in path.strip("/").split("/")]
        if steps[0] == "app" or steps[-1] == "installation":
            return await self._app(method, target, steps, authorization, body)
        caller = self.caller(authorization)
        self._find(method, target, steps)
        beside = await rest_gaps.answer(self, caller, method, target, steps, body)
        if beside is not None:
            return beside
        return await self.emulate(caller, method, target, body)

    async def emulate(self, caller: Caller, method: str, target: str, body: Any) -> Answered:
        """The emulator's answer, in GitHub's shape."""
        before, at = None, self.now()
        if method == "PATCH":
            before = (await self.place.http("GET", target, token=caller.token)).data
        answer = await self.carry_out(caller, method, target, body, at)
        hooks = await complete(answer.hooks, self.place, self.gaps, at, before)
        return Answered(answer.status, faithful(answer.data, self.gaps), answer.headers, hooks)

    async def carry_out(
        self, caller: Caller, method: str, target: str, body: Any, at: datetime
    ) -> Answered:
        """The emulator's answer and events as they are. Raises `Refusal`."""
        answer = await self.place.http(
            method, target, token=caller.token, body=body, counted=True, at=at
        )
        if answer.status == 403 and (answer.data or {}).get("message") == "Forbidden":
            await self._refuse(caller, target)
        return answer

    def caller(self, authorization: str) -> Caller:
        """Who holds this token. Raises `Refusal`."""
        token = authorization.partition(" ")[2].strip()
        if not authorization:
            return Caller()
        found = self.gaps.callers.get(token)
        if found is None or (found.expires_at is not None and found.expires_at <= self.now()):
            raise Refusal(401, "Bad credentials")
        if found.installation_id in self.gaps.suspended:
            raise Refusal(403, "This installation has been suspended")
        return found

    def _find(self, method: str, target: str, steps: list[str]) -> None:
        """Refuse what moved and what was deleted."""
        if steps[0] != "repos" or len(steps) < 3:
            return
        old = f"{steps[1]}/{steps[2]}"
        if (new := self.gaps.moved.get(old)) is not None:
            to = f"{self.url}{target.replace(f'/repos/{old}', f'/repos/{new}', 1)}"
            # Writes are redirected for the time being only: the method must not change.
            raise Refusal(301 if method == "GET" else 307, "Moved Permanently", location=to)
        is_issue = len(steps) > 4 and steps[3] == "issues" and steps[4].isdigit()
        if is_issue and (old, int(steps[4])) in self.gaps.deleted:
            raise Refusal(410, "This issue was deleted")

    async def _refuse(self, caller: Caller, target: str) -> None:
        """A private repository out of reach is not there; one in reach lacks a permission."""
        where = "/".join(target.split("?")[0].split("/")[:4])
        seen = await self.place.http("GET", where, token=caller.token)
        raise (
            Refusal(403, "Resource not accessible by integration")
            if seen.good
            else Refusal(404, "Not Found")
        )

    # As the App itself.

    async def _app(
        self, method: str, target: str, steps: list[str], authorization: str, body: Any
    ) -> Answered:
        token = authorization.partition(" ")[2].strip()
        await self._check_jwt(token)
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        match [method, *steps]:
            case ["GET", "app", "hook", "deliveries"]:
                return self._delivery_log(query)
            case ["POST", "app", "hook", "deliveries", number, "attempts"]:
                if not (number.isdigit() and self.deliveries.redeliver(int(number))):
                    raise Refusal(404, "Not Found")
                return Answered(202, {}, {})
            case ["POST", "app", "installations", number, "access_tokens"]:
                return await self._mint(target, token, int(number), body)
        self._find(method, target, steps)
        answer = await self.place.http(method, target, token=token, body=body)
        return Answered(answer.status, faithful(answer.data, self.gaps), answer.headers)

    async def _check_jwt(self, token: str) -> None:
        """The emulator checks signature and end; how far the end may lie, it does not."""
        answer = await self.place.http("GET", "/app", token=token)
        if not answer.good:
            raise Refusal(401, "A JSON web token could not be decoded")
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        now = self.now().timestamp()
        if claims["exp"] - now > JWT_LIFE.total_seconds():
            raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        if claims["iat"] > now:
            raise Refusal(401, "'Issued at' claim ('iat') must be an Integer in the past")

    async def _mint(self, target: str, token: str, installation_id: int, body: Any) -> Answered:
        if installation_id in self.gaps.suspended:
            raise Refusal(403, "This installation has been suspended")
        answer = await self.place.http("POST", target, token=token, body=body or {})
        if not answer.good:
            return Answered(answer.status, answer.data, answer.headers)
        data = faithful(answer.data, self.gaps)
        caller = Caller(
            token=data["token"],
            login=self.gaps.bot,
            installation_id=installation_id,
            permissions=data["permissions"],
            expires_at=datetime.fromisoformat(data["expires_at"]),
        )
        return Answered(201, data | {"token": self.gaps.keep(caller)}, answer.headers)

    def _delivery_log(self, query: dict[str, str]) -> Answered:
        items = self.deliveries.listed(status=query.get("status"))
        if "cursor" in query:
            items = [item for item in items if item["id"] < int(query["cursor"])]
        size = int(query.get("per_page", "30"))
        page, more = items[:size], items[size:]
        headers = {}
        if more:
            kept = "".join(f"&{k}={v}" for k, v in query.items() if k != "cursor")
            address = f"{self.url}/app/hook/deliveries?cursor={page[-1]['id']}{kept}"
            headers["link"] = f'<{address}>; rel="next"'
        return Answered(200, page, headers)
