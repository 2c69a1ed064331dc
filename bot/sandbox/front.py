"""The sandbox's HTTP: faults on demand, a record of what came, ETags, events afterwards."""

import hashlib
import json
from typing import Any, Protocol

from aiohttp import web

from bot.sandbox.deliveries import Deliveries
from bot.sandbox.emulator import Answered
from bot.sandbox.faults import Answer, Faults, Seen
from bot.sandbox.gaps import Refusal
from bot.sandbox.graph import Graph
from bot.sandbox.rest import Rest

KEPT = ("link", "location", "retry-after")
"""Headers of answers that are passed on, besides the rate limits."""


class Check(Protocol):
    """Judges requests by GitHub's own description of its API."""

    def check(
        self, method: str, path_with_query: str, headers: Any, body: bytes, status: int
    ) -> list[str]:
        """What is wrong with one REST request and the status it was answered with."""
        ...

    def check_query(self, query: str, variables: Any) -> list[str]:
        """What is wrong with one GraphQL document."""
        ...


class Front:
    """Answers requests over HTTP."""

    def __init__(
        self,
        rest: Rest,
        graph: Graph,
        deliveries: Deliveries,
        faults: Faults,
        check: Check | None,
    ) -> None:
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self.bodies: list[bytes] = []
        self._rest = rest
        self._graph = graph
        self._deliveries = deliveries
        self._faults = faults
        self._check = check
        self._spent = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        body = await request.read()
        self.bodies.append(body)
        fault = self._fault(request)
        if fault is not None and fault.cut == "before":
            return _cut(request)
        try:
            given = json.loads(body) if body.strip() else None
        except ValueError:
            answer = Answered(400, {"message": "Problems parsing JSON"}, {})
        else:
            answer = await self._carry_out(request, given, fault)
        text = b"" if answer.data is None else json.dumps(answer.data).encode()
        status, headers = answer.status, self._headers(request, answer)
        if request.method == "GET" and status == 200:
            headers["etag"] = f'"{hashlib.sha256(text).hexdigest()}"'
            if request.headers.get("If-None-Match") == headers["etag"]:
                status, text = 304, b""
        await self._note(request, body, status)
        response = web.Response(
            status=status, headers=headers, body=text, content_type="application/json"
        )
        if fault is not None and fault.cut == "after":
            response = _cut(request)
        else:
            await response.prepare(request)
            await response.write_eof()
        for hook in answer.hooks:
            self._deliveries.send(hook.event, hook.payload)
        return response

    def _fault(self, request: web.Request) -> Answer | None:
        asked = f"{request.method} {request.path}"
        for fault in self._faults.answers:
            if fault.to in asked:
                self._faults.answers.remove(fault)
                return fault
        return None

    async def _carry_out(self, request: web.Request, given: Any, fault: Answer | None) -> Answered:
        if fault is not None and fault.graphql_errors:
            errors = [{"type": name, "message": name} for name in fault.graphql_errors]
            return Answered(200, {"errors": errors}, {})
        if fault is not None and fault.status:
            return Answered(fault.status, json.loads(fault.body), dict(fault.headers))
        authorization = request.headers.get("Authorization", "")
        if request.path == "/graphql":
            return await self._query(authorization, given or {})
        return await self._rest.answer(
            request.method, request.rel_url.raw_path_qs, authorization, given
        )

    async def _query(self, authorization: str, given: dict[str, Any]) -> Answered:
        try:
            caller = self._rest.caller(authorization)
        except Refusal as refusal:
            return Answered(refusal.status, {"message": refusal.message}, {})
        if caller.token is None:
            message = "This endpoint requires you to be authenticated."
            return Answered(401, {"message": message}, {})
        variables = given.get("variables") or {}
        return Answered(200, await self._graph.run(given.get("query", ""), variables, caller), {})

    def _headers(self, request: web.Request, answer: Answered) -> dict[str, str]:
        """The rate limits of the emulator where it counted, else our own count."""
        self._spent += 1
        reset = int(self._rest.now().timestamp()) // 3600 * 3600 + 3600
        limits = {
            "x-ratelimit-limit": "5000",
            "x-ratelimit-remaining": str(max(1, 5000 - self._spent)),
            "x-ratelimit-reset": str(reset),
            "x-ratelimit-resource": "graphql" if request.path == "/graphql" else "core",
        }
        found = {name.lower(): value for name, value in answer.headers.items()}
        passed = {n: v for n, v in found.items() if n in KEPT or n in limits}
        return limits | passed

    async def _note(self, request: web.Request, body: bytes, status: int) -> None:
        is_graph = request.path == "/graphql"
        given = _given(body) if is_graph else {}
        query = str(given.get("query", ""))
        is_read = request.method == "GET" or (is_graph and "mutation" not in query.split("{")[0])
        path = request.path
        if path.endswith("/access_tokens"):
            self.seen.append(Seen(request.method, path, status, "token"))
        else:
            self.seen.append(Seen(request.method, path, status, "read" if is_read else "write"))
        if self._check is None:
            return
        if is_graph:
            self.violations += self._check.check_query(query, given.get("variables") or {})
            return
        target = await self._rest.translated(request.rel_url.raw_path_qs)
        self.violations += self._check.check(request.method, target, request.headers, body, status)


def _given(body: bytes) -> dict[str, Any]:
    """What was sent as JSON; nothing where it is none."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
