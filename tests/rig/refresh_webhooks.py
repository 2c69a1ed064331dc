"""Trims GitHub's description of its webhooks to what a payload of the fake can be checked against.

    npm pack @octokit/openapi-webhooks@12.1.0 && tar xzf octokit-openapi-webhooks-*.tgz
    python -m tests.rig.refresh_webhooks package/generated/api.github.com.json

Kept (MIT, notice beside the result): names and kinds of the fields of the events below. Dropped:
which fields must be there, because the fake sends a part of each payload. Objects are closed, so
that a field GitHub does not send is found.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "data" / "webhooks.json.gz"

KEPT = ("issues-", "issue-comment-", "pull-request-", "installation-", "repository-renamed")
PREFIX = "#/components/schemas/"
DROPPED = ("description", "example", "examples", "title", "default", "required", "externalDocs")


def main(source: str) -> None:
    """Write the trimmed file."""
    opened = gzip.open if source.endswith(".gz") else open
    with opened(source, "rt", encoding="utf-8") as file:
        document = json.load(file)
    events: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for name, event in document["webhooks"].items():
        if name.startswith(KEPT):
            body = event["post"]["requestBody"]["content"]["application/json"]["schema"]
            events[name] = trimmed(body, kept, document["components"]["schemas"])
    text = json.dumps({"events": events, "components": {"schemas": kept}}, sort_keys=True)
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sys.stderr.write(f"{len(events)} events, {TARGET.stat().st_size} bytes\n")


def trimmed(value: Any, kept: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A schema as JSON Schema has it; what it refers to is put into `kept`."""
    if isinstance(value, list):
        return [trimmed(item, kept, schemas) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        name = value["$ref"].removeprefix(PREFIX)
        if name not in kept:
            kept[name] = {}
            kept[name] |= trimmed(schemas[name], kept, schemas)
        return {"$ref": value["$ref"]}
    if "allOf" in value:
        value = merged(value, schemas)
    found = {
        # Without what is required, several of "one of" may fit.
        "anyOf" if key == "oneOf" else key: {n: trimmed(f, kept, schemas) for n, f in inner.items()}
        if key == "properties"
        else trimmed(inner, kept, schemas)
        for key, inner in value.items()
        if key not in DROPPED
    }
    if "properties" in found:
        found.setdefault("additionalProperties", False)
    if found.pop("nullable", False):
        found = {"anyOf": [found, {"type": "null"}]}
    return found


def merged(value: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """All of several objects as one, which can be closed."""
    found = {key: inner for key, inner in value.items() if key != "allOf"}
    for part in value["allOf"]:
        while "$ref" in part:
            part = schemas[part["$ref"].removeprefix(PREFIX)]
        part = merged(part, schemas) if "allOf" in part else part
        properties = found.get("properties", {}) | part.get("properties", {})
        found = found | part | {"properties": properties}
    return found


if __name__ == "__main__":
    main(sys.argv[1])
