"""Who runs this Linchpin, from `organisation.yml` in the private office repository.

    name: Example Systems
    privacy-url: https://example.com/privacy/linchpin

Without both, nothing is written upstream: people must be able to see who talks to them.
"""

import base64
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from bot.github.errors import GitHubFailed, NotFound
from bot.parsing.documents import Unreadable, read_document

log = structlog.get_logger()
FILE = "organisation.yml"


@dataclass(frozen=True, slots=True)
class Named:
    """Name and privacy page, as people may read them."""

    name: str
    privacy_url: str


class OfficeReader(Protocol):
    """The reads this module needs."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...


async def read_organisation(office: OfficeReader, repository: str) -> Named | None:
    """The organisation of the office repository "ORG/REPO"; None, logged, when it names none."""
    try:
        found = await office.get(f"/repos/{repository}/contents/{FILE}")
    except NotFound:
        log.warning("organisation_missing", file=f"{repository}/{FILE}")
        return None
    except GitHubFailed as failed:
        log.warning("organisation_unread", file=f"{repository}/{FILE}", why=str(failed))
        raise
    document = read_document(base64.b64decode(found["content"]).decode("utf-8", "replace"))
    if isinstance(document, Unreadable) or not isinstance(document.value, dict):
        log.warning("organisation_invalid", file=f"{repository}/{FILE}")
        return None
    name, url = document.value.get("name"), document.value.get("privacy-url")
    if not isinstance(name, str) or not isinstance(url, str) or not name.strip():
        log.warning("organisation_incomplete", file=f"{repository}/{FILE}")
        return None
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")) or (
        set(url) & set("()<>\"' \t\n")
    ):
        log.warning("organisation_privacy_url_invalid", file=f"{repository}/{FILE}")
        return None
    return Named(name.strip(), url)
