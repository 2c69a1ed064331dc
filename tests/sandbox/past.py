"""What the history queries show of the sandbox, and what the webhooks told meanwhile."""

from typing import Any

from bot.intake.history_queries import COMMITS, ISSUE_ITEMS, PULL_ITEMS, THREAD_REST
from tests.sandbox.conftest import Bench

ITEMS = {"issueItems": list(ISSUE_ITEMS), "pullItems": [*PULL_ITEMS, COMMITS]}


def at(repository: str) -> dict[str, str]:
    owner, name = repository.split("/")
    return {"owner": owner, "name": name}


async def thread(
    bench: Bench, repository: str, number: int, token: str | None = None, **asked: Any
) -> Any:
    """The thread with its timeline."""
    variables = at(repository) | ITEMS | {"number": number, "items": 100} | asked
    answer = await bench.query(THREAD_REST, token, **variables)
    assert "errors" not in answer, answer
    return answer["data"]["repository"]["thread"]


async def timeline(bench: Bench, repository: str, number: int, **asked: Any) -> list[Any]:
    """The timeline without the pull request's commit."""
    found = await thread(bench, repository, number, **asked)
    nodes = found["timelineItems"]["nodes"]
    return [node for node in nodes if node["__typename"] != "PullRequestCommit"]


async def told(bench: Bench) -> list[tuple[str, Any]]:
    """(Event, payload) of all webhooks so far."""
    await bench.github.settle()
    return [(r.headers["X-GitHub-Event"], r.payload) for r in bench.receiver.got]


async def told_once(bench: Bench, event: str, action: str) -> Any:
    """The payload of the only webhook of its kind."""
    kinds = [(e, p["action"], p) for e, p in await told(bench)]
    (payload,) = [p for e, a, p in kinds if (e, a) == (event, action)]
    return payload
