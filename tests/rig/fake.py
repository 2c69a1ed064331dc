"""One GitHub in this process: real HTTP on loopback, state in memory, every request checked."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import jwt
import orjson
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.vocabulary.time import Clock
from tests.rig.contract import Contract
from tests.rig.github import Answer, Faults, Seen
from tests.rig.graph import Graph
from tests.rig.paging import paged
from tests.rig.people import People
from tests.rig.sender import Sender
from tests.rig.state import Installation, Issue, Reaction, Repository, State, oid, stamp

ALL_PERMISSIONS = {
    "issues": "write",
    "pull_requests": "write",
    "contents": "read",
    "metadata": "read",
    "members": "read",
}
MAX_BODY = 65_536
"""Characters of a comment (GitHub's own words)."""


class Refusal(Exception):
    """An answer other than the good one."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


class FakeGitHub(People):
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
        self.tokens: dict[str, tuple[int, tuple[int, ...] | None, Mapping[str, str]]] = {}
        self.bodies: list[bytes] = []
        """Everything the bot ever sent, for the canary."""
        self._clock = clock
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

    # Setting up.

    def add_installation(
        self, installation_id: int, account: str, permissions: Mapping[str, str] | None = None
    ) -> None:
        chosen = dict(ALL_PERMISSIONS if permissions is None else permissions)
        self.state.installations[installation_id] = Installation(installation_id, account, chosen)

    def add_repository(self, full_name: str, installation_id: int, **values: Any) -> Repository:
        owner, name = full_name.split("/")
        found = Repository(self.state.new_id(), owner, name, installation_id, **values)
        self.state.repositories[full_name] = found
        return found

    async def start(self, port: int = 0, extra: Sequence[web.RouteDef] = ()) -> None:
        application = web.Application(client_max_size=30 * 1024 * 1024)
        application.add_routes(extra)
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
        self.tokens.clear()

    # Answering.

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        fault = self._fault(request)
        if fault is not None and fault.cut == "before":
            return _cut(request)
        status, headers, answer = self._carry_out(request, body, fault)
        if fault is not None and fault.cut == "after":
            return _cut(request)
        resource = "graphql" if request.path == "/graphql" else "core"
        limits = {
            "X-RateLimit-Limit": "5000",
            "X-RateLimit-Remaining": "4900",
            "X-RateLimit-Reset": str(int(self._clock.now().timestamp()) + 3600),
            "X-RateLimit-Resource": resource,
        }
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
        self, request: web.Request, body: bytes, fault: Answer | None
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
                status, data = self._route(request, given)
                if isinstance(data, list) and request.method == "GET":
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

    def _route(self, request: web.Request, given: Any) -> tuple[int, Any]:
        steps = [unquote(s) for s in request.rel_url.raw_path.strip("/").split("/")]
        if steps[0] == "app" or steps[-1] == "installation":
            self._check_jwt(request)
            return self._app(request, steps, given)
        visible, permissions = self._check_token(request)
        if steps == ["graphql"]:
            graph = Graph(self.state, visible, self.state.bot)
            if "mutation" in given["query"].split("{")[0]:
                self._need(permissions, "issues", "pull_requests")
            return 200, graph.run(given["query"], given.get("variables") or {})
        if steps[0] != "repos" or len(steps) < 3:
            raise Refusal(404, "Not Found")
        where = self._find(request, f"{steps[1]}/{steps[2]}", visible)
        return self._repository(request, where, steps[3:], given, permissions)

    def _check_jwt(self, request: web.Request) -> None:
        token = request.headers.get("Authorization", "").partition(" ")[2]
        public = serialization.load_pem_private_key(self.private_key.encode(), None).public_key()
        try:
            claims = jwt.decode(
                token,
                public,  # type: ignore[arg-type] # it is an RSA key
                algorithms=["RS256"],
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise Refusal(401, "A JSON web token could not be decoded") from error
        now = self._clock.now().timestamp()
        if claims["exp"] - now > 600 or claims["exp"] < now or claims["iat"] > now:
            raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        if str(claims["iss"]) != self.app_id:
            raise Refusal(401, "Integration not found")

    def _check_token(self, request: web.Request) -> tuple[set[int], Mapping[str, str]]:
        token = request.headers.get("Authorization", "").partition(" ")[2]
        if token not in self.tokens:
            raise Refusal(401, "Bad credentials")
        installation_id, repositories, permissions = self.tokens[token]
        installation = self.state.installations[installation_id]
        if installation.suspended:
            raise Refusal(403, "This installation has been suspended")
        mine = {
            r.id for r in self.state.repositories.values() if r.installation_id == installation_id
        }
        return mine & set(repositories) if repositories else mine, permissions

    def _app(self, request: web.Request, steps: list[str], given: Any) -> tuple[int, Any]:
        match [request.method, *steps]:
            case ["GET", "app"]:
                return 200, {"id": int(self.app_id), "slug": self.slug, "name": self.slug}
            case ["GET", "app", "installations"]:
                return 200, [self._installation(i) for i in self.state.installations.values()]
            case ["GET", "app", "installations", number]:
                return 200, self._installation(self._installed(int(number)))
            case ["GET", "repos", owner, name, "installation"]:
                found = self.state.repositories.get(f"{owner}/{name}")
                if found is None:
                    raise Refusal(404, "Not Found")
                return 200, self._installation(self._installed(found.installation_id))
            case ["POST", "app", "installations", number, "access_tokens"]:
                return self._mint(self._installed(int(number)), given)
            case ["GET", "app", "hook", "deliveries"]:
                newest = sorted(self.sender.log, key=lambda a: -a.id)
                return 200, [self.sender.listed(a) for a in newest]
            case ["POST", "app", "hook", "deliveries", number, "attempts"]:
                known = 0 < int(number) <= len(self.sender.log)
                if not known:
                    raise Refusal(404, "Not Found")
                old = self.sender.log[int(number) - 1]
                self.sender._start((old.guid, old.event, old.action, old.body), None)
                return 202, {}
            case _:
                raise Refusal(404, "Not Found")

    def _installed(self, installation_id: int) -> Installation:
        if installation_id not in self.state.installations:
            raise Refusal(404, "Not Found")
        return self.state.installations[installation_id]

    def _installation(self, found: Installation) -> dict[str, Any]:
        return {
            "id": found.id,
            "account": self.state.user(found.account),
            "permissions": found.permissions,
            "suspended_at": stamp(self._clock.now()) if found.suspended else None,
        }

    def _mint(self, found: Installation, given: Any) -> tuple[int, Any]:
        if found.suspended:
            raise Refusal(403, "This installation has been suspended")
        order = ["read", "write", "admin"]
        asked = given.get("permissions", found.permissions)
        for name, level in asked.items():
            granted = found.permissions.get(name)
            if granted is None or order.index(level) > order.index(granted):
                raise Refusal(422, "The permissions requested are not granted")
        # The format of 2026: long, with dots, no fixed length.
        token = f"ghs_{self.app_id}_{'x' * 400}.{len(self.tokens)}.{self.state.new_id()}"
        self.tokens[token] = (found.id, tuple(given.get("repository_ids", ())) or None, asked)
        ends = self._clock.now() + timedelta(hours=1)
        return 201, {"token": token, "expires_at": stamp(ends), "permissions": asked}

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

    @staticmethod
    def _need(permissions: Mapping[str, str], *names: str) -> None:
        if all(permissions.get(name) != "write" for name in names):
            raise Refusal(403, "Resource not accessible by integration")

    def _repository(
        self,
        request: web.Request,
        where: Repository,
        steps: list[str],
        given: Any,
        permissions: Mapping[str, str],
    ) -> tuple[int, Any]:
        if request.method != "GET":
            if not {"issues", "pull_requests"} & {
                k for k, v in permissions.items() if v == "write"
            }:
                raise Refusal(403, "Resource not accessible by integration")
            if where.archived:
                raise Refusal(403, "Repository was archived so is read-only.")
        match [request.method, *steps]:
            case ["GET", "contents", *path]:
                return self._contents(where, "/".join(path))
            case ["GET", "collaborators", login, "permission"]:
                role = "maintain" if login in where.maintainers else "read"
                return 200, {
                    "permission": "write" if role == "maintain" else "read",
                    "role_name": role,
                    "user": self.state.user(login),
                }
            case ["GET"]:
                return 200, self.state.repository(where)
            case ["GET", "labels"]:
                return 200, [self.state.label(name) for name in where.labels]
            case ["POST", "issues"]:
                issue = self.new_issue(where, self.state.bot, given["title"], given["body"])
                for label in given.get("labels", ()):
                    self.put_label(where, issue, self.state.bot, label)
                return 201, self.state.issue(issue)
            case ["GET", "issues", number]:
                return 200, self.state.issue(self._issue(where, number))
            case ["GET", "issues", number, "comments"]:
                since = datetime.fromisoformat(
                    request.query.get("since", "2000-01-01T00:00:00+00:00")
                )
                found = self._issue(where, number).comments
                return 200, [self.state.comment(c) for c in found if c.updated_at >= since]
            case ["POST", "issues", number, "comments"]:
                issue = self._open(where, number)
                self._fits(given["body"])
                made = self.add_comment(where, issue, self.state.bot, given["body"])
                return 201, self.state.comment(made)
            case ["PATCH", "issues", "comments", number]:
                self._fits(given["body"])
                self._comment_of_ours(number)
                changed = self.change_comment(int(number), self.state.bot, given["body"])
                return 200, self.state.comment(changed)
            case ["DELETE", "issues", "comments", number]:
                self._comment_of_ours(number)
                self.remove_comment(int(number), self.state.bot)
                return 204, None
            case ["POST", "issues", "comments", number, "reactions"]:
                found_comment = self.state.find_comment(int(number))
                if found_comment is None:
                    raise Refusal(404, "Not Found")
                return self._react(found_comment[2].reactions, given["content"])
            case ["POST", "issues", number, "reactions"]:
                return self._react(self._issue(where, number).reactions, given["content"])
            case ["DELETE", "issues", *of, "reactions", number]:
                if of[0] == "comments":
                    found_comment = self.state.find_comment(int(of[1]))
                    reactions = found_comment[2].reactions if found_comment else []
                else:
                    reactions = self._issue(where, of[0]).reactions
                mine = [r for r in reactions if r.id == int(number) and r.login == self.state.bot]
                if not mine:
                    raise Refusal(404, "Not Found")
                reactions.remove(mine[0])
                return 204, None
            case ["POST", "issues", number, "labels"]:
                issue = self._issue(where, number)
                for label in given["labels"]:
                    if label in where.archived_labels:
                        raise Refusal(422, "Validation Failed: the label is archived")
                    if label not in where.labels:
                        where.labels.append(label)  # GitHub makes a label that is missing
                    self.put_label(where, issue, self.state.bot, label)
                return 200, [self.state.label(name) for name in issue.labels]
            case ["DELETE", "issues", number, "labels", label]:
                issue = self._issue(where, number)
                if label not in issue.labels:
                    raise Refusal(404, "Label does not exist")
                self.take_label(where, issue, self.state.bot, label)
                return 200, [self.state.label(name) for name in issue.labels]
            case _:
                raise Refusal(404, "Not Found")

    def _react(self, reactions: list[Reaction], content: str) -> tuple[int, Any]:
        """A second one of the same kind is the first one again."""
        for reaction in reactions:
            if (reaction.login, reaction.content) == (self.state.bot, content):
                return 200, {"id": reaction.id, "content": content}
        made = Reaction(self.state.new_id(), content, self.state.bot, self._clock.now())
        reactions.append(made)
        return 201, {"id": made.id, "content": content}

    def _contents(self, where: Repository, path: str) -> tuple[int, Any]:
        import base64

        if path not in where.files:
            raise Refusal(404, "Not Found")
        text = where.files[path]
        return 200, {
            "type": "file",
            "encoding": "base64",
            "path": path,
            "sha": oid(text),
            "content": base64.b64encode(text.encode()).decode(),
        }

    def _issue(self, where: Repository, number: str) -> Issue:
        found = where.issues.get(int(number))
        if found is None:
            raise Refusal(404, "Not Found")
        if found.deleted:
            raise Refusal(410, "This issue was deleted")
        return found

    def _open(self, where: Repository, number: str) -> Issue:
        found = self._issue(where, number)
        if found.locked:
            raise Refusal(403, "Unable to create comment because issue is locked.")
        return found

    def _comment_of_ours(self, number: str) -> None:
        found = self.state.find_comment(int(number))
        if found is None:
            raise Refusal(404, "Not Found")
        if found[2].author != self.state.bot:
            raise Refusal(403, "Resource not accessible by integration")

    @staticmethod
    def _fits(body: str) -> None:
        if len(body) > MAX_BODY:
            raise Refusal(422, "Validation Failed: body is too long (maximum is 65536 characters)")


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def new_key() -> str:
    """A fresh RSA key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
