"""How people act on the sandbox's GitHub: by REST, with a token of their own."""

from typing import Any
from urllib.parse import quote

from bot.sandbox.deliveries import Deliveries
from bot.sandbox.emulator import Answered
from bot.sandbox.events import complete, made
from bot.sandbox.gaps import Caller, Gaps
from bot.sandbox.place import Place
from bot.sandbox.rest import Rest
from bot.sandbox.shapes import faithful


class Refused(Exception):
    """GitHub would not let this person do this."""


class Acting:
    """Acting by name; everything sends its events, as if done on the web page."""

    _place: Place
    _gaps: Gaps
    _rest: Rest
    _deliveries: Deliveries

    async def token_of(self, login: str) -> str:
        """A personal token, for programs that act as this person."""
        token = await self._place.person(login)
        self._gaps.callers.setdefault(token, Caller(token, login))
        return token

    async def as_person(self, login: str, method: str, path: str, body: Any = None) -> Any:
        """One REST request as this person; the data. Raises `Refused`."""
        token = await self.token_of(login)
        answer = await self._rest.answer(method, path, f"Bearer {token}", body)
        self._send(answer)
        if not answer.good:
            raise Refused(f"{login}: {method} {path}: {answer.status} {answer.data}")
        return answer.data

    def _send(self, answer: Answered) -> None:
        for hook in answer.hooks:
            self._deliveries.send(hook.event, hook.payload)

    async def _emit(self, event: str, repository: str, by: str, **payload: Any) -> None:
        """An event the emulator does not have."""
        at = self._rest.now()
        hook = await made(self._place, event, repository, by, **payload)
        for completed in await complete([hook], self._place, self._gaps, at):
            self._deliveries.send(completed.event, completed.payload)

    async def _shown(self, path: str) -> Any:
        return faithful(await self._place.look(path), self._gaps)

    def _path(self, repository: str, *steps: object) -> str:
        below = "/".join(quote(str(step), safe="") for step in steps)
        return f"/repos/{self._gaps.present(repository)}/{below}".rstrip("/")
