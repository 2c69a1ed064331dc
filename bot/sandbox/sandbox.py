"""A GitHub on this machine: real HTTP on loopback, nothing leaves it."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.sandbox.deliveries import Deliveries
from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.faults import Faults, Seen
from bot.sandbox.front import Check, Front
from bot.sandbox.gaps import Gaps
from bot.sandbox.graph import Graph, schema
from bot.sandbox.people import People
from bot.sandbox.place import ADMIN, Place
from bot.sandbox.rest import Rest

PERMISSIONS = {
    "issues": "write",
    "pull_requests": "write",
    "checks": "write",
    "contents": "read",
    "metadata": "read",
    "members": "read",
}
EVENTS = (
    *("issues", "issue_comment", "pull_request", "pull_request_review"),
    *("pull_request_review_comment", "label", "repository", "push"),
)
API = "repos|repositories|app|graphql|installation|user|users|orgs|organizations|search|rate_limit"


class Sandbox(People):
    """One GitHub with one App. Set up with `add_…`, then `start`."""

    def __init__(
        self,
        process: EmulatorProcess,
        now: Callable[[], datetime],
        *,
        check: Check | None = None,
        pages: Callable[[web.Application], None] | None = None,
        slug: str = "linchpin-rig",
        app_id: str = "1234",
        webhook_secret: str = "a secret of the sandbox",  # noqa: S107 # opens nothing but this sandbox
        private_key: str | None = None,
    ) -> None:
        """`check` judges every request against GitHub's description; `pages` adds routes for
        people below /OWNER/NAME on the same port."""
        self.app_id, self.slug, self.webhook_secret = app_id, slug, webhook_secret
        self.private_key = private_key or new_key()
        self.faults = Faults()
        self.api_url = self.graphql_url = ""
        self._place = Place(process, now)
        self._gaps = Gaps(app_id, slug)
        self._deliveries = Deliveries(webhook_secret, app_id, self.faults, now)
        self._rest = Rest(self._place, self._gaps, self._deliveries, now)
        graph = Graph(self._place, self._gaps, now)
        self._front = Front(self._rest, graph, self._deliveries, self.faults, check)
        self._pages = pages
        self._seed: dict[str, Any] = {"users": [{"login": ADMIN}], "orgs": {}, "repos": []}
        self._installations: list[dict[str, Any]] = []
        self._labels: dict[str, tuple[str, ...]] = {}
        self._files: dict[str, Mapping[str, str]] = {}
        self._archived: set[str] = set()
        self._reach: dict[int, list[str]] = {}
        self._runner: web.AppRunner | None = None

    @property
    def seen(self) -> Sequence[Seen]:
        """Every request over HTTP so far, oldest first."""
        return self._front.seen

    @property
    def violations(self) -> Sequence[str]:
        """Every breach of GitHub's own API description so far."""
        return self._front.violations

    @property
    def bodies(self) -> Sequence[bytes]:
        """Every request's body, oldest first."""
        return self._front.bodies

    # Setting up, before `start`.

    def add_installation(
        self, installation_id: int, account: str, permissions: Mapping[str, str] | None = None
    ) -> None:
        """Install the App on an organisation, on all its repositories."""
        self._organisation(account)
        granted = dict(PERMISSIONS if permissions is None else permissions)
        self._installations.append(
            {"installation_id": installation_id, "account": account, "permissions": granted}
        )

    def add_repository(
        self,
        full_name: str,
        installation_id: int | None = None,
        *,
        private: bool = False,
        archived: bool = False,
        labels: Collection[str] = (),
        archived_labels: Collection[str] = (),
        files: Mapping[str, str] | None = None,
        maintainers: Collection[str] = (),
    ) -> None:
        """A repository of an organisation; its maintainers are members with the role `maintain`.

        `installation_id`: that installation reaches only the repositories named so; an
        installation named for none reaches all of its organisation's.
        """
        owner, name = full_name.split("/")
        if installation_id is not None:
            self._reach.setdefault(installation_id, []).append(full_name)
        members = self._organisation(owner)["members"]
        for login in maintainers:
            self._seed["users"].append({"login": login})
            members.append({"login": login})
            self._gaps.roles[full_name, login] = "maintain"
        self._seed["repos"].append({"owner": owner, "name": name, "private": private})
        self._gaps.archived_labels[full_name] = set(archived_labels)
        self._labels[full_name] = (*labels, *archived_labels)
        self._files[full_name] = files or {}
        if archived:
            self._archived.add(full_name)

    def _organisation(self, login: str) -> dict[str, Any]:
        made = {"login": login, "members": [{"login": ADMIN, "role": "admin"}]}
        found: dict[str, Any] = self._seed["orgs"].setdefault(login, made)
        return found

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Open for requests."""
        application = web.Application(client_max_size=30 * 1024 * 1024)
        application.router.add_route("*", f"/{{root:{API}}}{{rest:(/.*)?}}", self._front.handle)
        if self._pages is not None:
            self._pages(application)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.api_url = f"http://{host}:{self._runner.addresses[0][1]}"
        self.graphql_url = f"{self.api_url}/graphql"
        self._rest.url = self.api_url
        await self._deliveries.open()
        with ThreadPoolExecutor(1) as beside:
            # The schema takes a second or two of CPU: begin with it, populate meanwhile.
            loading = asyncio.get_running_loop().run_in_executor(beside, schema)
            await self._populate()
            await loading

    async def stop(self) -> None:
        """Close; the emulator's process stays."""
        await self._deliveries.close()
        if self._runner is not None:
            await self._runner.cleanup()
        with contextlib.suppress(OSError):
            await self._place.drop()

    async def send_webhooks_to(self, url: str) -> None:
        """Deliver events to `url` from now on."""
        self._deliveries.url = url

    async def settle(self) -> None:
        """Wait until every delivery under way has been answered."""
        await self._deliveries.settle()

    async def _populate(self) -> None:
        app = {
            "app_id": int(self.app_id),
            "slug": self.slug,
            "name": self.slug,
            "private_key": self.private_key,
            "permissions": PERMISSIONS,
            "events": EVENTS,
            "webhook_url": "http://hooks.invalid/",
            "webhook_secret": self.webhook_secret,
            "installations": [i | self._reached(i["installation_id"]) for i in self._installations],
        }
        orgs = list(self._seed["orgs"].values())
        await self._place.create(self.api_url, self._seed | {"orgs": orgs, "apps": [app]})
        await self._place.person(self._gaps.bot)
        for full_name, files in self._files.items():
            for path, text in files.items():
                await self.put_file(full_name, path, text)
            for label in self._labels[full_name]:
                body = {"name": label, "color": "ededed"}
                await self.as_person(ADMIN, "POST", f"/repos/{full_name}/labels", body)
        for full_name in self._archived:
            await self.as_person(ADMIN, "PATCH", f"/repos/{full_name}", {"archived": True})

    def _reached(self, installation_id: int) -> dict[str, Any]:
        if installation_id not in self._reach:
            return {"repository_selection": "all"}
        named = self._reach[installation_id]
        return {"repository_selection": "selected", "repositories": named}


def new_key() -> str:
    """A fresh RSA key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
