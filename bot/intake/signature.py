"""Whether a body is what GitHub signed. Pure."""

import hmac
import re
from collections.abc import Sequence

_WELL_FORMED = re.compile(r"sha256=[0-9a-f]{64}")


def is_well_formed(signature: str | None) -> bool:
    """Whether the `X-Hub-Signature-256` header can be a signature at all.

    The older sha1 header is not taken: it proves less, and GitHub always sends both.
    """
    return signature is not None and _WELL_FORMED.fullmatch(signature) is not None


def is_valid(body: bytes, signature: str, secrets: Sequence[bytes]) -> bool:
    """Whether one of the secrets signed the body, compared in constant time.

    Two secrets hold while one replaces the other.
    """
    return any(
        hmac.compare_digest("sha256=" + hmac.digest(secret, body, "sha256").hex(), signature)
        for secret in secrets
    )
