"""Who runs this Linchpin, from `organisation.yml` in the private office repository.

    name: Example Systems
    privacy-url: https://example.com/privacy/linchpin
    machine-users: [example-gatekeeper]
    watched: [example-ai/engine]
    security-mail: security@example.com

Without name and privacy-url nothing is written upstream: people must be able to see who talks to
them. `machine-users` are accounts of type User that programs act with; `watched` are repositories
without the App, which are read with GITHUB_TOKEN; `security-mail` gets the bare links of public
issues that read like reports of a vulnerability.
"""

import base64
import re
from dataclasses import dataclass
from typing import Any, Protocol

from bot.github.errors import NotFound
from bot.parsing.documents import Unreadable, read_document
from bot.vocabulary.people import MAIL_ADDRESS

FILE = "organisation.yml"


@dataclass(frozen=True, slots=True)
class Named:
    """Name and privacy page, as people may read them."""

    name: str
    privacy_url: str
    machine_users: frozenset[str] = frozenset()
    """Logins, lower case."""
    watched: tuple[str, ...] = ()
    """Repositories without the App, "owner/name"."""
    security_mail: str | None = None
    """Who is handed what reads like a vulnerability."""


class OfficeReader(Protocol):
    """The reads this module needs."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...


async def read_organisation(office: OfficeReader, repository: str) -> Named | str:
    """The organisation of the office repository "ORG/REPO", or what is wrong there, with a remedy.

    Raises `GitHubFailed` where that cannot be known.
    """
    where = f"{repository}/{FILE}"
    try:
        found = await office.get(f"/repos/{repository}/contents/{FILE}")
    except NotFound:
        return f"{where} is missing; write it with name and privacy-url"
    document = read_document(base64.b64decode(found["content"]).decode("utf-8", "replace"))
    if isinstance(document, Unreadable):
        return f"{where}:{document.position.line}: {document.message}"
    given = document.value if isinstance(document.value, dict) else {}
    name, url = given.get("name"), given.get("privacy-url")
    if not isinstance(name, str) or not isinstance(url, str) or not name.strip():
        return f"{where} must give name and privacy-url, both as text"
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")) or (
        set(url) & set("()<>\"' \t\n")
    ):
        return f"{where}: privacy-url must be an address that begins with https://"
    machines, watched = given.get("machine-users", []), given.get("watched", [])
    if not _is_list_of_words(machines):
        return f"{where}: machine-users must be a list of logins"
    if not _is_list_of_words(watched) or any(x.count("/") != 1 for x in watched):
        return f'{where}: watched must be a list of repositories, each as "owner/name"'
    mail = given.get("security-mail")
    if mail is not None and not (isinstance(mail, str) and re.fullmatch(MAIL_ADDRESS, mail)):
        return f"{where}: security-mail must be a mail address"
    machine_users = frozenset(m.lower() for m in machines)
    return Named(name.strip(), url, machine_users, tuple(watched), mail)


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
