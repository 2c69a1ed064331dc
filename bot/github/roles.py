"""What an account may do in a repository."""

from enum import IntEnum
from typing import Any, Protocol
from urllib.parse import quote

from bot.github.errors import NotFound
from bot.vocabulary.threads import Repository


class Role(IntEnum):
    """What an account may do in a repository, the more the higher (GitHub's repository roles)."""

    NONE = 0
    READ = 1
    TRIAGE = 2
    WRITE = 3
    MAINTAIN = 4
    ADMIN = 5


class RoleReader(Protocol):
    """The read that `role_of` needs, with an installation's token."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...


async def role_of(reader: RoleReader, repository: Repository, login: str) -> Role:
    """An account's role. One read; a role that an organisation made counts as what it is based on.

    Raises what GitHub fails with, but for an account or a repository that is not there: no role.
    """
    path = f"/repos/{repository.full_name}/collaborators/{quote(login)}/permission"
    try:
        found = await reader.get(path)
    except NotFound:
        return Role.NONE
    names = {str(found.get(key)).upper() for key in ("role_name", "permission")}
    return max((role for role in Role if role.name in names), default=Role.NONE)
