"""An HTTP answer of GitHub in; its data or one of `errors` out. Pure.

gidgethub tells limits from refusals only when the remaining count is 0; GitHub's secondary limits
are 403 or 429 with other signs, so they are told apart here, by headers first and the message last
(GitHub, "Rate limits for the REST API", and "Best practices for using the REST API").
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from bot.github.errors import (
    Forbidden,
    Moved,
    NotFound,
    Paused,
    QueryFailed,
    Refused,
    Unauthorized,
    Unprocessable,
    Unreachable,
)
from bot.github.redaction import redacted

AT_LEAST = timedelta(seconds=60)
"""How long to wait when a secondary limit names no time (GitHub: "at least one minute")."""

KINDS: Mapping[int, type[Refused]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    410: NotFound,
    422: Unprocessable,
    451: NotFound,
}


def data_of(
    status: int, headers: Mapping[str, str], body: bytes, request: str, now: datetime
) -> Any:
    """The decoded body of a good answer (None when empty). Headers by lower-case name.

    Raises the matching error of `bot.github.errors`.
    """
    if status in (200, 201, 202, 203, 204):
        return _decoded(body, request)
    if 300 <= status < 400:
        raise Moved(status, redacted(headers.get("location", "")), request)
    message = _message(body)
    if status in (403, 429) and (until := _wait_until(status, headers, message, now)) is not None:
        raise Paused(until, f"{request}: {status} {message}")
    if status >= 500:
        raise Unreachable(f"{request}: {status} {message}")
    if status in KINDS:
        raise KINDS[status](status, message, request)
    raise Refused(status, message, request)


def query_data(
    answer: Any, headers: Mapping[str, str], now: datetime, *, partly: bool = False
) -> Mapping[str, Any]:
    """The `data` of a GraphQL answer.

    GraphQL answers 200 to nearly everything. Raises `Paused` on RATE_LIMITED, `Forbidden` on
    FORBIDDEN, `NotFound` on NOT_FOUND, `QueryFailed` on anything else. With `partly`, what was
    found is given although something else was not: one deleted comment must not hide 99 others.
    """
    if not isinstance(answer, dict):
        raise Unreachable("POST /graphql: the answer is no GraphQL")
    errors = answer.get("errors")
    if errors:
        types = [str(e.get("type") or "UNKNOWN") for e in errors]
        message = "; ".join(str(e.get("message") or "") for e in errors)[:500]
        if "RATE_LIMITED" in types or "RATE_LIMIT" in types:
            raise Paused(_wait_until(429, headers, message, now) or now + AT_LEAST, message)
        if "secondary rate limit" in message.lower():
            raise Paused(now + AT_LEAST, message)
        if "FORBIDDEN" in types:
            raise Forbidden(403, message, "POST /graphql")
        if set(types) != {"NOT_FOUND"}:
            raise QueryFailed(types, message)
        if not partly or answer.get("data") is None:
            raise NotFound(404, message, "POST /graphql")
    data: Mapping[str, Any] | None = answer.get("data")
    if data is None:
        raise Unreachable("POST /graphql: the answer has no data")
    return data


def _wait_until(
    status: int, headers: Mapping[str, str], message: str, now: datetime
) -> datetime | None:
    retry_after = headers.get("retry-after", "")
    if retry_after.isdigit():
        return now + timedelta(seconds=int(retry_after))
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(datetime.fromtimestamp(int(reset), UTC), now + timedelta(seconds=1))
    if status == 429 or "rate limit" in message.lower() or "abuse detection" in message.lower():
        return now + AT_LEAST
    return None


def _decoded(body: bytes, request: str) -> Any:
    try:
        return orjson.loads(body) if body.strip() else None
    except orjson.JSONDecodeError as error:
        raise Unreachable(f"{request}: the answer is no JSON") from error


def _message(body: bytes) -> str:
    try:
        decoded = orjson.loads(body)
    except orjson.JSONDecodeError:
        return redacted(body[:200].decode("utf-8", "replace"))
    if not isinstance(decoded, dict):
        return ""
    details = decoded.get("errors")
    return redacted(f"{decoded.get('message', '')}{f' {details}' if details else ''}")[:500]
