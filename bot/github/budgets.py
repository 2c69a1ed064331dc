"""What is left of GitHub's limits, per installation and resource, as its answers say.

GitHub keeps REST ("core") and GraphQL apart; an answer 304 costs nothing and says nothing new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gidgethub.sansio import RateLimit


@dataclass(frozen=True, slots=True)
class Budget:
    """One bucket."""

    limit: int
    remaining: int
    resets_at: datetime


class Budgets:
    """The last word on every bucket seen."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | None, str], Budget] = {}

    def note(self, installation_id: int | None, status: int, headers: Mapping[str, str]) -> None:
        """Take an answer's headers in."""
        rate = RateLimit.from_http(headers)
        if rate is None or status == 304:
            return
        resource = headers.get("x-ratelimit-resource", "core")
        budget = Budget(rate.limit, rate.remaining, rate.reset_datetime)
        self._known[installation_id, resource] = budget

    def all(self) -> Mapping[tuple[int | None, str], Budget]:
        """(installation, resource) -> what is left."""
        return dict(self._known)
