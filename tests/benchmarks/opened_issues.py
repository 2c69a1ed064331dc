"""Deliveries of opened issues in the sizes of real ones: texts, and GitHub's payloads of them."""

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.vocabulary.threads import Repository
from tests.benchmarks.labelled_past import past
from tests.payloads import examples
from tests.rig.shown import stamp

SHORTEST, LONGEST = 5_000, 20_000
"""Characters of a text; GitHub's payload weighs 12 KB without it."""

AUTHOR = "a-reporter"
ANOTHER = 5
"""Every fifth tells again, shortened, what an earlier one of the past told."""


def texts(
    repository: Repository, count: int, seed: int, until: datetime
) -> Iterator[tuple[str, str]]:
    """Title and body; those of the past's first reports among them, with a log of another run."""
    chance = random.Random(seed)
    told = past(repository, count, 1, until)
    new = past(repository, count, seed, until)
    for place, ((old, _), (event, _)) in enumerate(zip(told, new, strict=True)):
        repeated = old.body[: len(old.body) * 2 // 3] if place % ANOTHER == 0 else ""
        size = math.exp(chance.uniform(math.log(SHORTEST), math.log(LONGEST)))
        body = f"{repeated or event.body}\n\n### Log\n\n```\n"
        while len(body) < size:
            body += (
                f"{stamp(until + timedelta(seconds=len(body)))} INFO worker-{chance.randrange(8)} "
                f"request {chance.randrange(10**6)} took {chance.randrange(9_000)} ms\n"
            )
        yield (old.title if repeated else event.title), f"{body}```\n"


def payload(
    repository: Repository, number: int, title: str, body: str, at: datetime
) -> dict[str, Any]:
    """GitHub's example of an opened issue, of another repository and report."""
    (example,) = (p for event, n, p in examples() if (event, n) == ("issues", 15))
    user = example["issue"]["user"] | {"login": AUTHOR}
    changed = {"number": number, "title": title, "body": body, "user": user}
    times = {"created_at": stamp(at), "updated_at": stamp(at)}
    here = {"id": repository.id, "name": repository.name, "full_name": repository.full_name}
    return example | {
        "issue": example["issue"] | changed | times,
        "repository": example["repository"] | here,
        "sender": user,
        "installation": {"id": repository.installation_id},
    }


def lines(repository: Repository, given: list[tuple[str, str]], first: int, at: datetime) -> bytes:
    """A payload a line."""
    made = (payload(repository, n, title, body, at) for n, (title, body) in enumerate(given, first))
    return b"\n".join(map(orjson.dumps, made))
