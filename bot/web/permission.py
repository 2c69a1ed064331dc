"""What somebody may do in a repository now: the one check behind every page of ours.

Asked of GitHub with the installation's token and kept for at most five minutes, as is whether a
thread is public. Where the App is not installed (any more), nobody may do anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from cachetools import TTLCache

from bot.facts.presence import is_public
from bot.github.errors import Forbidden, NotFound
from bot.github.roles import Role, role_of
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.vocabulary.time import Clock

KEPT = timedelta(minutes=5)
MOST = 10_000
"""Of each that are kept; the oldest go first."""


class Reader(Protocol):
    """Reads with one installation's token."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a GraphQL answer."""
        ...


class GitHubPort(Protocol):
    """GitHub, as `github` gives it."""

    def installation(self, installation_id: int) -> Reader:
        """With that installation's tokens."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is in a repository."""

    person: Person | None
    """Under the present login; None where the account is gone or nothing may be asked."""
    role: Role

    @property
    def may_triage(self) -> bool:
        """Whether they may decide what Linchpin does on a thread there."""
        return self.role >= Role.TRIAGE


NOBODY = Standing(None, Role.NONE)


class Permissions:
    """Asks GitHub, and remembers for five minutes. What GitHub fails with is not remembered."""

    def __init__(self, github: GitHubPort, clock: Clock) -> None:
        def seconds() -> float:
            return clock.now().timestamp()

        lasts = KEPT.total_seconds()
        self._github = github
        self._standings: TTLCache[tuple[int, int], Standing] = TTLCache(MOST, lasts, seconds)
        self._public: TTLCache[tuple[int, int], bool | None] = TTLCache(MOST, lasts, seconds)

    async def standing(self, repository: Repository, person_id: int | None) -> Standing:
        """What the account may do there; of nobody who is signed in (None): nothing.

        At most two reads: the login that the account has now, and its role. Raises what GitHub
        fails with.
        """
        if person_id is None or repository.installation_id is None:
            return NOBODY
        key = (repository.id, person_id)
        if (kept := self._standings.get(key)) is not None:
            return kept
        reader = self._github.installation(repository.installation_id)
        try:
            account = await reader.get(f"/user/{person_id}")
            person = Person(account["id"], account["login"], account.get("type", "User"))
            role = await role_of(reader, repository, person.login)
        except (NotFound, Forbidden):
            found = NOBODY
        else:
            found = Standing(person, role) if person.id == person_id else NOBODY
        self._standings[key] = found
        return found

    async def is_public(self, thread: Thread) -> bool | None:
        """Whether all the world may read the thread; None where it is not there any more.

        At most one read. Raises what GitHub fails with.
        """
        if thread.repository.installation_id is None:
            return None
        key = (thread.repository.id, thread.number)
        if key in self._public:
            return self._public[key]
        reader = self._github.installation(thread.repository.installation_id)
        try:
            found = await is_public(reader, thread)
        except Forbidden:  # suspended
            found = None
        self._public[key] = found
        return found
