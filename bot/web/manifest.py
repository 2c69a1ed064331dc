"""The App as GitHub has to register it: what it may do and which events it wants.

Shape: docs.github.com, "Registering a GitHub App from a manifest".
"""

from typing import Any

from bot import capabilities
from bot.intake.events import PARSERS

READS = {"contents": "read", "issues": "read", "metadata": "read", "pull_requests": "read"}
"""What one look at a thread needs: the thread, and the repository's forms and config."""

GOOD_TO_HAVE = {"checks": "write"}
"""Without it pull requests that touch the config get no check; nothing else is missing."""

UNASKED = frozenset({"installation", "installation_repositories"})
"""Every App gets these; a manifest that names them is refused."""


def permissions() -> dict[str, str]:
    """What looks, checks and all capabilities together need: name -> read or write."""
    needed = READS | GOOD_TO_HAVE
    for capability in capabilities.ALL:
        for name, level in capability.PERMISSIONS.items():
            if needed.get(name) != "write":
                needed[name] = level
    return dict(sorted(needed.items()))


def manifest(public_url: str) -> dict[str, Any]:
    """The manifest of an App whose webhooks go to `public_url`."""
    url = public_url.rstrip("/")
    return {
        "name": "Linchpin",
        "url": url,
        "hook_attributes": {"url": f"{url}/webhook", "active": True},
        "callback_urls": [f"{url}/login/back"],
        "public": False,
        "default_permissions": permissions(),
        "default_events": sorted(PARSERS.keys() - UNASKED),
    }
