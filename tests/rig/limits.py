"""The fake's primary rate limits: so much an hour for each caller, REST and GraphQL apart."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.vocabulary.time import Clock

HOUR = timedelta(hours=1)


@dataclass
class Spent:
    """What one caller spent of one resource in the hour that began with the first request."""

    reset_at: float
    used: int = 0


@dataclass
class Limits:
    """Counts, refuses nothing itself.

    As long as something is left a request is let in, whatever it costs; what is left ends at 0.
    """

    clock: Clock
    core: int = 5000
    graphql: int = 5000
    """GitHub's own figures for an installation and for a person's token (its rate limit pages)."""
    _spent: dict[tuple[str, str], Spent] = field(default_factory=dict)

    def limit(self, resource: str) -> int:
        return self.graphql if resource == "graphql" else self.core

    def standing(self, caller: str, resource: str) -> Spent:
        now = self.clock.now().timestamp()
        spent = self._spent.get((caller, resource))
        if spent is None or spent.reset_at <= now:
            spent = self._spent[caller, resource] = Spent(int(now) + HOUR.total_seconds())
        return spent

    def remaining(self, caller: str, resource: str) -> int:
        return max(0, self.limit(resource) - self.standing(caller, resource).used)

    def charge(self, caller: str, resource: str, cost: int) -> None:
        self.standing(caller, resource).used += cost

    def headers(self, caller: str, resource: str) -> dict[str, str]:
        """What every answer says of it."""
        spent = self.standing(caller, resource)
        return {
            "X-RateLimit-Limit": str(self.limit(resource)),
            "X-RateLimit-Remaining": str(self.remaining(caller, resource)),
            "X-RateLimit-Used": str(spent.used),
            "X-RateLimit-Reset": str(int(spent.reset_at)),
            "X-RateLimit-Resource": resource,
        }
