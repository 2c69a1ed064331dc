"""The App's delivery log: what GitHub tried to send us, and how it went.

GitHub keeps it for 3 days (7 on Enterprise Server) and never sends again by itself.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from bot.github.access import next_page
from bot.github.client import GitHub

MAX_PAGES = 100
"""10,000 deliveries a run; a longer outage goes on with the next run."""


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """One attempt of one delivery."""

    id: int
    guid: str
    """The same for every attempt."""
    delivered_at: datetime
    succeeded: bool
    event: str


class DeliveryLog:
    """Reads the log and asks for redeliveries, as the App."""

    def __init__(self, github: GitHub) -> None:
        self._github = github

    async def since(self, at: datetime) -> AsyncIterator[LoggedDelivery]:
        """Every attempt after `at`, newest first. One read a hundred."""
        cursor: dict[str, str] = {}
        for _ in range(MAX_PAGES):
            app = self._github.app()
            page = await app.get("/app/hook/deliveries", per_page=100, **cursor)
            for item in page:
                delivered_at = datetime.fromisoformat(item["delivered_at"])
                if delivered_at < at:
                    return
                yield LoggedDelivery(
                    id=item["id"],
                    guid=item["guid"],
                    delivered_at=delivered_at,
                    succeeded=item["status"] == "OK",
                    event=item["event"],
                )
            following = parse_qs(urlsplit(next_page(app.link, self._github.api_url) or "").query)
            if "cursor" not in following:
                return
            cursor = {"cursor": following["cursor"][0]}

    async def redeliver(self, delivery_id: int) -> None:
        """Ask GitHub to send it once more, under the same GUID."""
        await self._github.app().post(f"/app/hook/deliveries/{delivery_id}/attempts")
