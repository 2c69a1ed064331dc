"""The fake's /graphql: what a document costs, whether it is let in, and what it finds."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.rig.github import Answer
from tests.rig.graph import Graph
from tests.rig.graph_document import Price, document, price
from tests.rig.limits import Limits
from tests.rig.shown import stamp
from tests.rig.state import State

MOST_NODES = 500_000
MOST_AT_ONCE = 100
WENT_WRONG = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it "
    "could be a GitHub bug. Please include `C3B1:1A2B:3C4D5E:6F7A8B:65E1F2A3` when reporting this "
    "issue."
)
QUERY_FAILED = Answer(
    "/graphql", status=200, body=f'{{"data": null, "errors": [{{"message": "{WENT_WRONG}"}}]}}'
)
"""A fault: 200, and an error without a type, as after some of GitHub's time-outs."""

Answered = tuple[int, Any]


class GraphDoor:
    """Lets documents in and counts."""

    def __init__(self, state: State, limits: Limits) -> None:
        self.points = 0
        """What all callers spent so far."""
        self.requests = 0
        self.largest_page: int | None = None
        """A query that asks for more threads at once is answered 502, as after GitHub's 10 s."""
        self._state = state
        self._limits = limits

    def answer(self, given: Mapping[str, Any], visible: set[int], caller: str) -> Answered:
        query, variables = given["query"], given.get("variables") or {}
        self.requests += 1
        cost = price(document(query), variables)
        refusal = self._refused(cost, caller)
        if refusal is not None:
            return 200, {"errors": [refusal]}
        self.points += cost.points
        self._limits.charge(caller, "graphql", cost.points)
        if self.largest_page is not None and cost.threads > self.largest_page:
            return 502, {"data": None, "errors": [{"message": WENT_WRONG}]}
        viewer = "a-reader" if caller == "token" else self._state.bot
        rate_limit = self._rate_limit(cost, caller)
        return 200, Graph(self._state, visible, viewer, rate_limit).run(query, variables)

    def _refused(self, cost: Price, caller: str) -> dict[str, Any] | None:
        if self._limits.remaining(caller, "graphql") == 0:
            message = f"API rate limit already exceeded for {caller}."
            return {"type": "RATE_LIMITED", "message": message}
        if cost.too_large:
            name, argument, asked = cost.too_large[0]
            message = (
                f"Requesting {asked} records on the `{name}` connection exceeds the `{argument}` "
                f"limit of {MOST_AT_ONCE} records."
            )
            return {"type": "EXCESSIVE_PAGINATION", "message": message}
        if cost.nodes > MOST_NODES:
            message = (
                f"This query requests up to {cost.nodes:,} possible nodes which exceeds the "
                f"maximum limit of {MOST_NODES:,}."
            )
            return {"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}
        return None

    def _rate_limit(self, cost: Price, caller: str) -> dict[str, Any]:
        spent = self._limits.standing(caller, "graphql")
        return {
            "__typename": "RateLimit",
            "cost": cost.points,
            "nodeCount": cost.nodes,
            "limit": self._limits.graphql,
            "remaining": self._limits.remaining(caller, "graphql"),
            "used": spent.used,
            "resetAt": stamp(datetime.fromtimestamp(spent.reset_at, UTC)),
        }
