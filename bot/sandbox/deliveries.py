"""Sends signed webhooks as GitHub does: with a GUID of their own, a log, and redelivery."""

import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.sandbox.faults import Faults, Mishap

RETENTION = timedelta(days=3)
"""How long github.com remembers deliveries (GitHub, "Redelivering webhooks")."""

PATIENCE = aiohttp.ClientTimeout(total=10)
"""GitHub gives a receiver 10 seconds ("Best practices for using webhooks")."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent, as often as it takes: its GUID stays."""

    guid: str
    event: str
    action: str | None
    body: bytes
    installation_id: int | None
    repository_id: int | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of the delivery log."""

    id: int
    parcel: Parcel
    delivered_at: datetime
    status: int
    redelivery: bool


def headers(secret: str, app_id: str, parcel: Parcel) -> dict[str, str]:
    """What GitHub sends with a body."""
    key = secret.encode()
    return {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/5f8d1a2",
        "X-GitHub-Delivery": parcel.guid,
        "X-GitHub-Event": parcel.event,
        "X-GitHub-Hook-ID": "1",
        "X-GitHub-Hook-Installation-Target-ID": app_id,
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature": "sha1=" + hmac.new(key, parcel.body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, parcel.body, hashlib.sha256).hexdigest(),
    }


class Deliveries:
    """Delivers to one address; `faults.deliveries` decides what befalls each."""

    def __init__(
        self, secret: str, app_id: str, faults: Faults, now: Callable[[], datetime]
    ) -> None:
        self.url: str | None = None
        self._log: list[Attempt] = []
        self._secret, self._app_id, self._faults, self._now = secret, app_id, faults, now
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: Parcel | None = None

    async def open(self) -> None:
        """Be ready to send."""
        connector = aiohttp.TCPConnector(limit=20)
        self._session = aiohttp.ClientSession(timeout=PATIENCE, connector=connector)

    async def close(self) -> None:
        """Send what is under way, then stop."""
        await self.settle()
        if self._session is not None:
            await self._session.close()

    def send(self, event: str, payload: Mapping[str, Any]) -> None:
        """Deliver, some time soon."""
        if self.url is None:
            return
        parcel = Parcel(
            guid=str(uuid.uuid4()),
            event=event,
            action=payload.get("action"),
            body=json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(),
            installation_id=(payload.get("installation") or {}).get("id"),
            repository_id=(payload.get("repository") or {}).get("id"),
        )
        mishap = self._faults.deliveries.pop(0) if self._faults.deliveries else None
        if mishap is not None and mishap.kind == "reorder" and self._held is None:
            self._held = parcel
            return
        self._start(parcel, mishap)
        self._release()

    def redeliver(self, attempt_id: int) -> bool:
        """Send one again, with its GUID; False when the log does not have it."""
        found = next((a for a in self._kept() if a.id == attempt_id), None)
        if found is not None:
            self._task(self._deliver(found.parcel, redelivery=True))
        return found is not None

    async def settle(self) -> None:
        """Wait for what is under way; what was held back goes now."""
        self._release()
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    def listed(self, *, status: str | None = None) -> list[dict[str, Any]]:
        """The log as GitHub shows it, newest first; `status`: "success" or "failure"."""
        shown = [_shown(attempt) for attempt in reversed(self._kept())]
        if status is None:
            return shown
        return [s for s in shown if (s["status"] == "OK") == (status == "success")]

    def _kept(self) -> list[Attempt]:
        oldest = self._now() - RETENTION
        return [a for a in self._log if a.delivered_at >= oldest]

    def _release(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._start(held, None)

    def _start(self, parcel: Parcel, mishap: Mishap | None) -> None:
        for _ in range(2 if mishap is not None and mishap.kind == "duplicate" else 1):
            self._task(self._deliver(parcel, mishap=mishap))

    def _task(self, delivery: Any) -> None:
        task = asyncio.ensure_future(delivery)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _deliver(
        self, parcel: Parcel, *, mishap: Mishap | None = None, redelivery: bool = False
    ) -> None:
        if mishap is not None and mishap.kind == "delay":
            await asyncio.sleep(mishap.delay.total_seconds())
        status = 0
        if mishap is None or mishap.kind != "drop":
            status = await self._post(parcel)
        self._log.append(Attempt(len(self._log) + 1, parcel, self._now(), status, redelivery))

    async def _post(self, parcel: Parcel) -> int:
        if self._session is None or self.url is None:
            return 0
        sent = headers(self._secret, self._app_id, parcel)
        try:
            async with self._session.post(self.url, data=parcel.body, headers=sent) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return 0


def _shown(attempt: Attempt) -> dict[str, Any]:
    parcel = attempt.parcel
    good = 200 <= attempt.status < 300
    return {
        "id": attempt.id,
        "guid": parcel.guid,
        "delivered_at": attempt.delivered_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "redelivery": attempt.redelivery,
        "duration": 0.1,
        "status": "OK" if good else "Invalid HTTP Response" if attempt.status else "timed out",
        "status_code": attempt.status,
        "event": parcel.event,
        "action": parcel.action,
        "installation_id": parcel.installation_id,
        "repository_id": parcel.repository_id,
        "throttled_at": None,
    }
