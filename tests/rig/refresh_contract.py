"""Trims GitHub's OpenAPI description to what a request can be checked against.

    npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz
    python -m tests.rig.refresh_contract package/generated/api.github.com.json

The whole description is 13 MB (MIT, notice beside the result). Kept: parameters, request bodies and
the statuses that are documented, of the paths below.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "data" / "openapi.json.gz"

KEPT = (
    "/app",
    "/rate_limit",
    "/user/{account_id}",
    "/users/{username}",
    "/installation",
    "/repos/{owner}/{repo}/issues",
    "/repos/{owner}/{repo}/labels",
    "/repos/{owner}/{repo}/pulls",
    "/repos/{owner}/{repo}/contents",
    "/repos/{owner}/{repo}/collaborators",
    "/repos/{owner}/{repo}/installation",
    "/repos/{owner}/{repo}/check-runs",
    "/repos/{owner}/{repo}/git/trees",
    "/repos/{owner}/{repo}/git/blobs",
    "/repos/{owner}/{repo}/dependency-graph",
    "/repos/{owner}/{repo}/comments",
    "/repos/{owner}/{repo}/events",
    "/repos/{owner}/{repo}/security-advisories/reports",
)


def kept(path: str) -> bool:
    """Whether the product uses the path, or soon may."""
    return path in ("/repos/{owner}/{repo}", "/user") or any(
        path == prefix or path.startswith(f"{prefix}/") for prefix in KEPT
    )


def resolved(value: Any, document: Any, seen: tuple[str, ...] = ()) -> Any:
    """The value with its references written out; a schema that holds itself allows anything."""
    if isinstance(value, list):
        return [resolved(item, document, seen) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        reference = value["$ref"]
        if reference in seen:
            return {}
        target = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        return resolved(target, document, (*seen, reference))
    found = {
        # Below "properties" the keys are names, and a field may be called "title".
        k: {name: resolved(field, document, seen) for name, field in v.items()}
        if k == "properties" and isinstance(v, dict)
        else resolved(v, document, seen)
        for k, v in value.items()
        if k not in DROPPED
    }
    if found.pop("nullable", False) and "type" in found:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


DROPPED = ("description", "example", "examples", "externalDocs", "x-github", "title", "default")


def main(source: str) -> None:
    """Write the trimmed file."""
    document = json.loads(Path(source).read_text())
    paths: dict[str, Any] = {}
    for path, methods in document["paths"].items():
        if not kept(path):
            continue
        for method, operation in methods.items():
            body = resolved(operation.get("requestBody", {}), document)
            schema = body.get("content", {}).get("application/json", {}).get("schema")
            paths.setdefault(path, {})[method.upper()] = {
                "query": {
                    p["name"]: p.get("schema", {})
                    for p in resolved(operation.get("parameters", []), document)
                    if p["in"] == "query"
                },
                "body": schema,
                "statuses": sorted(operation["responses"]),
            }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(json.dumps(paths, sort_keys=True).encode(), 9, mtime=0))
    sys.stderr.write(f"{len(paths)} paths, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
