"""One GitHub in this process: real HTTP on loopback, state in memory, every request checked.

`python -m tests.rig.fake` runs it as a process of its own, see `tests.rig.process`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import orjson
from aiohttp import web

from bot.vocabulary.time import Clock
from tests.rig.app_routes import AppRoutes
from tests.rig.contract import Contract
from tests.rig.credentials import Credentials, Grant, need, token_of
from tests.rig.credentials import new_key as new_key
from tests.rig.github import Answer, Faults, Seen
from tests.rig.graph_door import QUERY_FAILED as QUERY_FAILED
from tests.rig.graph_door import GraphDoor
from tests.rig.history import write_history
from tests.rig.knobs import Knobs
from tests.rig.limits import Limits
from tests.rig.paging import Listed, paged
from tests.rig.places import Places
from tests.rig.refusal import Refusal
from tests.rig.rest import Rest
from tests.rig.reviewers import Reviewers
from tests.rig.sender import Sender
from tests.rig.shown import oid
from tests.rig.state import State
from tests.rig.things import Installation, Repository
from tests.rig.web_flow import WebFlow

ALL_PERMISSIONS = {
    "issues": "write",
    "pull_requests": "write",
    "checks": "write",
    "contents": "read",
    "metadata": "read",
    "members": "read",
}


class FakeGitHub(Reviewers, Places, Knobs):
    """Fulfils `GitHubRig`."""

    def __init__(self, clock: Clock, contract: Contract, *, key: str | None = None) -> None:
        self.app_id = "1234"
        self.slug = "linchpin-rig"
        self.webhook_secret = "a secret of the rig"
        self.private_key = key or new_key()
        self.faults = Faults()
        self.state = State(clock.now, self.slug)
        self.sender = Sender(self.webhook_secret, self.faults, clock.now)
        self.api_url = self.graphql_url = ""
        self._credentials = Credentials(self.state, clock, self.app_id, self.private_key)
        self.web_flow = WebFlow(self.state)
        self._rest = Rest(self)
        self._app = AppRoutes(self.state, self.sender, self._credentials, self.app_id)
        self.limits = Limits(clock)
        """How much an hour each caller may ask for; tests may set `core` and `graphql`."""
        self.graph = GraphDoor(self.state, self.limits)
        self.bodies: list[bytes] = []
        """Everything the bot ever sent, for the canary."""
        self._contract = contract
        self._seen: list[Seen] = []
        self._violations: list[str] = []
        self._runner: web.AppRunner | None = None

    @property
    def seen(self) -> Sequence[Seen]:
        return self._seen

    @property
    def violations(self) -> Sequence[str]:
        return self._violations

    @property
    def tokens(self) -> dict[str, Grant]:
        """Every token that is good."""
        return self._credentials.tokens

    # Setting up.

    def add_installation(
        self, installation_id: int, account: str, permissions: Mapping[str, str] | None = None
    ) -> None:
        chosen = dict(ALL_PERMISSIONS if permissions is None else permissions)
        self.state.installations[installation_id] = Installation(installation_id, account, chosen)

    def add_repository(
        self, full_name: str, installation_id: int | None, **values: Any
    ) -> Repository:
        """Without an installation no webhook tells of it."""
        owner, name = full_name.split("/")
        found = Repository(self.state.new_id(), owner, name, installation_id, **values)
        self.state.repositories[full_name] = found
        return found

    def populate_history(
        self, repository: str, threads: int, seed: int, until: datetime, days: int
    ) -> None:
        """Put random threads of the `days` before `until` in the state; no events are sent."""
        where = self.state.repositories[repository]
        write_history(self.state, where, threads, seed, until, days)

    async def start(self, port: int = 0, extra: Sequence[web.RouteDef] = ()) -> None:
        application = web.Application(client_max_size=30 * 1024 * 1024)
        application.add_routes([*extra, *self.web_flow.routes()])
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.api_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.graphql_url = f"{self.api_url}/graphql"
        await self.sender.open()

    async def stop(self) -> None:
        await self.sender.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def send_webhooks_to(self, url: str) -> None:
        self.sender.url = url

    async def settle(self) -> None:
        await self.sender.settle()

    async def revoke_tokens(self) -> None:
        self._credentials.tokens.clear()

    # Answering.

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        fault = self._fault(request)
        if fault is not None and fault.cut == "before":
            return _cut(request)
        caller = self._credentials.caller(request)
        status, headers, answer = self._carry_out(request, body, fault, caller)
        if fault is not None and fault.cut == "after":
            return _cut(request)
        resource = "graphql" if request.path == "/graphql" else "core"
        limits = self.limits.headers(caller, resource)
        return web.Response(
            status=status, headers=limits | headers, body=answer, content_type="application/json"
        )

    def _fault(self, request: web.Request) -> Answer | None:
        asked = f"{request.method} {request.path}"
        for fault in self.faults.answers:
            if fault.to in asked:
                self.faults.answers.remove(fault)
                return fault
        return None

    def _carry_out(
        self, request: web.Request, body: bytes, fault: Answer | None, caller: str
    ) -> tuple[int, dict[str, str], bytes]:
        self.bodies.append(body)
        given = orjson.loads(body) if body.strip() else {}
        headers: dict[str, str] = {}
        data: Any
        if fault is not None and fault.graphql_errors:
            errors = [{"type": t, "message": t} for t in fault.graphql_errors]
            status, data = 200, {"errors": errors}
        elif fault is not None and fault.status:
            status, data = fault.status, json.loads(fault.body)
            headers = dict(fault.headers)
        else:
            try:
                status, data = self._route(request, given, caller)
                if isinstance(data, (list, Listed)) and request.method == "GET":
                    data, headers = paged(request, data, self.api_url)
            except Refusal as refusal:
                status, data = refusal.status, {"message": refusal.message}
                headers = refusal.headers
            except Exception as error:  # noqa: BLE001 # told as a violation, which fails the test
                self._violations.append(f"{request.method} {request.path}: fails with {error!r}")
                status, data = 500, {"message": repr(error)}
        answer = b"" if data is None else orjson.dumps(data)
        if request.method == "GET" and status == 200:
            headers["ETag"] = f'"{oid(answer.decode())}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                status, answer = 304, b""
        if request.path != "/graphql" and status != 304:
            self.limits.charge(caller, "core", 1)
        self._note(request, body, given, status)
        return status, headers, answer

    def _note(self, request: web.Request, body: bytes, given: Any, status: int) -> None:
        is_token = request.path.endswith("/access_tokens")
        is_query = request.path == "/graphql" and "mutation" not in str(given.get("query"))
        kind = "token" if is_token else "read" if request.method == "GET" or is_query else "write"
        self._seen.append(Seen(request.method, request.path, status, kind))  # type: ignore[arg-type] # one of three
        if request.path == "/graphql":
            found = self._contract.check_query(given["query"], given.get("variables", {}))
        else:
            found = self._contract.check(
                request.method, str(request.rel_url), request.headers, body, status
            )
        self._violations.extend(found)

    def _route(self, request: web.Request, given: Any, caller: str) -> tuple[int, Any]:
        steps = [unquote(s) for s in request.rel_url.raw_path.strip("/").split("/")]
        if steps != ["graphql"] and not self.limits.remaining(caller, "core"):
            raise Refusal(403, f"API rate limit exceeded for {caller}.")
        if steps[0] == "app" or steps[-1] == "installation":
            self._credentials.check_jwt(request)
            return self._app.answer(request.method, steps, given)
        if steps == ["user"]:
            return 200, self.state.user(self.web_flow.login_of(token_of(request)))
        visible, permissions = self._credentials.check_token(request)
        if steps[0] == "user" and len(steps) == 2:
            return 200, self.state.user(self.state.login_of(int(steps[1])))
        if steps == ["graphql"]:
            if "mutation" in given["query"].split("{")[0]:
                need(permissions, "issues", "pull_requests")
            return self.graph.answer(given, visible, caller)
        if steps[0] != "repos" or len(steps) < 3:
            raise Refusal(404, "Not Found")
        where = self._find(request, f"{steps[1]}/{steps[2]}", visible)
        return self._rest.answer(request, where, steps[3:], given, permissions)

    def _find(self, request: web.Request, full_name: str, visible: set[int]) -> Repository:
        if full_name in self.state.moved:
            found = self.state.repositories[self.state.moved[full_name]]
            target = str(request.rel_url).replace(full_name, found.full_name, 1)
            raise Refusal(301, "Moved Permanently", Location=self.api_url + target)
        if full_name not in self.state.repositories:
            raise Refusal(404, "Not Found")
        here = self.state.repositories[full_name]
        if here.id not in visible:
            raise Refusal(404, "Not Found")
        return here


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


if __name__ == "__main__":
    from tests.rig.process import main

    main()
