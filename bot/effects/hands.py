"""What effects work with: GitHub's writes, the ledger, and the proof that the job is still ours."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.mail import Mail
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.threads import Thread
from bot.vocabulary.time import Clock


class Fenced(Exception):
    """This process was declared dead and its job given away; it must not write any more."""


class Writer(Protocol):
    """The calls this package needs; `github` happens to fit."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...

    async def write(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        repository_id: int,
        permissions: Mapping[str, str],
        notifies: bool,
        repeatable: bool,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> Any:
        """One REST write, with a token for that repository and those permissions only.

        A write may wait long for its turn; `check` is awaited when it has come.
        """
        ...

    async def mutate(
        self,
        document: str,
        variables: Mapping[str, Any],
        *,
        repository_id: int,
        permissions: Mapping[str, str],
        notifies: bool,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> Mapping[str, Any]:
        """One GraphQL mutation, with such a token."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """One job's means to change the world."""

    writer: Writer
    database: Database
    pseudonyms: Pseudonyms
    clock: Clock
    executor_id: str
    still_ours: Callable[[], Awaitable[bool]]
    web_url: str = "https://github.com"
    """Where people read what the API tells of."""
    mail: Mail | None = None
    """None where no mail server is set."""

    async def check_fence(self) -> None:
        """Raise `Fenced` when another process took the job over."""
        if not await self.still_ours():
            raise Fenced(self.executor_id)

    async def write(
        self,
        thread: Thread,
        method: str,
        path: str,
        body: Any = None,
        *,
        notifies: bool,
        repeatable: bool,
        is_pull_request: bool,
    ) -> Any:
        """A REST write below the thread's repository, fenced."""
        return await self.writer.write(
            method,
            f"/repos/{thread.repository.full_name}{path}",
            body,
            repository_id=thread.repository.id,
            permissions=permission(is_pull_request=is_pull_request),
            notifies=notifies,
            repeatable=repeatable,
            check=self.check_fence,
        )


def permission(*, is_pull_request: bool) -> Mapping[str, str]:
    """What a write token for a thread may do."""
    return {"pull_requests" if is_pull_request else "issues": "write"}
