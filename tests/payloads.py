"""GitHub's example payloads, as `@octokit/webhooks-examples` ships them (see data/NOTICE)."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent / "data" / "webhooks_examples.json.gz"


def examples() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """(event, its place among the event's examples, payload)."""
    for event in json.loads(gzip.decompress(EXAMPLES.read_bytes())):
        for place, payload in enumerate(event["examples"]):
            yield event["name"], place, payload
