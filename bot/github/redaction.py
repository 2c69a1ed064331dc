"""Takes secrets, and the logins in requests' paths, out of everything that is logged."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HIDDEN = "[redacted]"

_SECRET = re.compile(
    r"gh[a-z]_[A-Za-z0-9._-]{16,}"  # GitHub's tokens, the long dotted ones of 2026 too
    r"|github_pat_[A-Za-z0-9_]{16,}"
    # JWTs, also behind a line break that was written out
    r"|(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))"
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?i:authorization[\"']?\s*[:=,]\s*(?:b?[\"'])?(?:(?:bearer|token|basic)\s+)?)[^\s\"',}]+"
    r"|(?<=://)[^\s/:@\"']{1,200}:[^\s/@\"']{1,200}(?=@)"  # the password in a URL
    r"|(?i:bearer|token)\s+[A-Za-z0-9._~+/=-]{20,}"
    r"|(?<=/collaborators/)[A-Za-z0-9._-]+(?=/permission)",  # whose role was asked for
    re.DOTALL,
)
_SECRET_KEYS = re.compile(r"(?i)authorization|secret|private_key|password|^token$|access_token")


def redacted(text: str) -> str:
    """The text without tokens, keys, Authorization values and logins in paths."""
    return _SECRET.sub(HIDDEN, text)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def shown(text: str) -> str:
    """The text as a terminal may show it: control characters are written out."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The structlog processor: every string of the event, at any depth, exceptions included."""
    for key, value in list(event.items()):
        event[key] = HIDDEN if _SECRET_KEYS.search(key) and value else _clean(value)
    return event


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return shown(redacted(value))
    if isinstance(value, bytes):
        return redacted(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {
            redacted(str(k)): HIDDEN if _SECRET_KEYS.search(str(k)) and v else _clean(v)
            for k, v in value.items()
        }
    if isinstance(value, tuple) and len(value) == 2 and _SECRET_KEYS.search(str(value[0])):
        return [_clean(value[0]), HIDDEN]  # a header among headers
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item) for item in value]
    if isinstance(value, BaseException):
        return redacted(repr(value))
    if value is None or isinstance(value, bool | int | float):
        return value
    return redacted(str(value))
