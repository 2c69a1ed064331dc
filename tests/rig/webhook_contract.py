"""Whether a payload is one that GitHub could send: its own description of its webhooks decides."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs

WEBHOOKS = Path(__file__).parent / "data" / "webhooks.json.gz"


class WebhookContract:
    """Checks payloads; an empty answer means that nothing is wrong. Fields may be missing."""

    def __init__(self) -> None:
        described: dict[str, Any] = json.loads(gzip.decompress(WEBHOOKS.read_bytes()))
        self._events: dict[str, Any] = described["events"]
        self._components = described["components"]
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def check(self, event: str, payload: Mapping[str, Any]) -> list[str]:
        """What is wrong with one payload."""
        name = f"{event}-{payload['action']}".replace("_", "-")
        if name not in self._events:
            return [f"{name}: GitHub sends no such event"]
        if name not in self._validators:
            wanted = {"components": self._components, **self._events[name]}
            self._validators[name] = jsonschema_rs.validator_for(wanted)
        return [
            f"{name} {'/'.join(str(step) for step in error.instance_path)}: {error.message}"
            for error in self._validators[name].iter_errors(payload)
        ]
