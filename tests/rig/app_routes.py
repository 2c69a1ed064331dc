"""What the fake answers to the App itself: installations, tokens, the delivery log."""

from typing import Any

from tests.rig.credentials import Credentials
from tests.rig.refusal import Refusal
from tests.rig.sender import Sender
from tests.rig.shown import stamp
from tests.rig.state import State
from tests.rig.things import Installation


class AppRoutes:
    """Answers requests that carry the App's own token."""

    def __init__(self, state: State, sender: Sender, credentials: Credentials, app_id: str) -> None:
        self._state = state
        self._sender = sender
        self._credentials = credentials
        self._app_id = app_id

    def answer(self, method: str, steps: list[str], given: Any) -> tuple[int, Any]:
        match [method, *steps]:
            case ["GET", "app"]:
                slug = self._state.slug
                return 200, {"id": int(self._app_id), "slug": slug, "name": slug}
            case ["GET", "app", "installations"]:
                return 200, [self._shown(i) for i in self._state.installations.values()]
            case ["GET", "app", "installations", number]:
                return 200, self._shown(self._installed(int(number)))
            case ["GET", "repos", owner, name, "installation"]:
                found = self._state.repositories.get(f"{owner}/{name}")
                if found is None:
                    raise Refusal(404, "Not Found")
                return 200, self._shown(self._installed(found.installation_id))
            case ["POST", "app", "installations", number, "access_tokens"]:
                return self._credentials.mint(self._installed(int(number)), given)
            case ["GET", "app", "hook", "deliveries"]:
                return 200, [self._sender.listed(a) for a in reversed(self._sender.log)]
            case ["POST", "app", "hook", "deliveries", number, "attempts"]:
                known = 0 < int(number) <= len(self._sender.log)
                if not known:
                    raise Refusal(404, "Not Found")
                old = self._sender.log[int(number) - 1]
                self._sender._start((old.guid, old.event, old.action, old.body), None)
                return 202, {}
            case _:
                raise Refusal(404, "Not Found")

    def _installed(self, installation_id: int | None) -> Installation:
        found = self._state.installations.get(installation_id or 0)
        if found is None:
            raise Refusal(404, "Not Found")
        return found

    def _shown(self, found: Installation) -> dict[str, Any]:
        return {
            "id": found.id,
            "account": self._state.user(found.account),
            "permissions": found.permissions,
            "suspended_at": stamp(self._state.now()) if found.suspended else None,
        }
