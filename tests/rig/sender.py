"""Sends signed webhooks as GitHub does: after the API answered, with a log and redelivery."""

import asyncio
import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import aiohttp

from tests.rig.github import Faults, Mishap
from tests.rig.shown import stamp
from tests.rig.state import as_json


@dataclass
class Attempt:
    """One line of the delivery log."""

    id: int
    guid: str
    event: str
    action: str | None
    body: bytes
    delivered_at: datetime
    status: int
    redelivery: bool


def headers(secret: str, guid: str, event: str, body: bytes) -> dict[str, str]:
    """What GitHub sends with a body."""
    key = secret.encode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/fa4e0d1",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": "42",
        "X-GitHub-Hook-Installation-Target-ID": "1",
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest(),
    }


class Sender:
    """Delivers to one address; `faults.deliveries` decides what befalls each."""

    def __init__(self, secret: str, faults: Faults, now: Callable[[], datetime]) -> None:
        self.url: str | None = None
        self.log: list[Attempt] = []
        self._secret = secret
        self._faults = faults
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self.mishaps: Callable[[], Mishap | None] = self._next_fault
        """What befalls each delivery; by default what `faults.deliveries` says."""
        self._held: tuple[str, str, str | None, bytes] | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=10),
            connector=aiohttp.TCPConnector(limit=20),
        )

    async def close(self) -> None:
        await self.settle()
        if self._session is not None:
            await self._session.close()

    def send(self, event: str, payload: dict[str, Any]) -> None:
        """Deliver, some time soon."""
        if self.url is None:
            return
        guid, action = str(uuid.uuid4()), payload.get("action")
        parcel = (guid, event, action, as_json(payload))
        mishap = self.mishaps()
        if mishap is not None and mishap.kind == "reorder" and self._held is None:
            self._held = parcel
            return
        self._start(parcel, mishap)
        if self._held is not None:
            held, self._held = self._held, None
            self._start(held, None)

    def _next_fault(self) -> Mishap | None:
        return self._faults.deliveries.pop(0) if self._faults.deliveries else None

    def _start(self, parcel: tuple[str, str, str | None, bytes], mishap: Mishap | None) -> None:
        times = 2 if mishap is not None and mishap.kind == "duplicate" else 1
        for _ in range(times):
            task = asyncio.create_task(self._deliver(*parcel, mishap=mishap))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver(
        self,
        guid: str,
        event: str,
        action: str | None,
        body: bytes,
        *,
        mishap: Mishap | None = None,
        redelivery: bool = False,
    ) -> None:
        if mishap is not None and mishap.kind == "delay":
            await asyncio.sleep(mishap.delay.total_seconds())
        status = 0
        if mishap is None or mishap.kind != "drop":
            status = await self._post(guid, event, body)
        self.log.append(
            Attempt(len(self.log) + 1, guid, event, action, body, self._now(), status, redelivery)
        )

    async def _post(self, guid: str, event: str, body: bytes) -> int:
        assert self._session is not None
        assert self.url is not None
        sent = headers(self._secret, guid, event, body)
        try:
            async with self._session.post(self.url, data=BytesIO(body), headers=sent) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def redeliver(self, attempt_id: int) -> bool:
        """Send one again, with its GUID."""
        if not 0 < attempt_id <= len(self.log):
            return False
        old = self.log[attempt_id - 1]
        task = asyncio.create_task(
            self._deliver(old.guid, old.event, old.action, old.body, redelivery=True)
        )
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return True

    async def settle(self) -> None:
        """Wait for what is under way; what was held back goes now."""
        if self._held is not None:
            held, self._held = self._held, None
            self._start(held, None)
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    @property
    def busy(self) -> bool:
        """Whether something is under way or held back."""
        return bool(self._under_way) or self._held is not None

    def listed(self, attempt: Attempt) -> dict[str, Any]:
        """The attempt as GitHub's log shows it."""
        good = 200 <= attempt.status < 300
        return {
            "id": attempt.id,
            "guid": attempt.guid,
            "delivered_at": stamp(attempt.delivered_at),
            "redelivery": attempt.redelivery,
            "duration": 0.1,
            "status": "OK" if good else "Invalid HTTP Response",
            "status_code": attempt.status,
            "event": attempt.event,
            "action": attempt.action,
            "installation_id": None,
            "repository_id": None,
        }
