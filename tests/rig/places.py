"""What happens to the fake GitHub's repositories, installations and accounts."""

from tests.rig.people import People
from tests.rig.state import GHOST


class Places(People):
    """A part of the Protocol `GitHubRig`: files, renames, suspensions, transfers, accounts."""

    async def put_file(self, repository: str, path: str, text: str) -> None:
        where = self.state.repositories[repository]
        change = "modified" if path in where.files else "added"
        where.files[path] = text
        self.emit_push(where, {change: [path]})

    async def delete_file(self, repository: str, path: str) -> None:
        where = self.state.repositories[repository]
        del where.files[path]
        self.emit_push(where, {"removed": [path]})

    async def rename_repository(self, repository: str, name: str) -> None:
        found = self.state.repositories.pop(repository)
        found.name = name
        self.state.repositories[found.full_name] = found
        self.state.moved[repository] = found.full_name

    async def suspend(self, installation_id: int, *, suspended: bool = True) -> None:
        found = self.state.installations[installation_id]
        found.suspended = suspended
        self.sender.send(
            "installation",
            {
                "action": "suspend" if suspended else "unsuspend",
                "installation": {
                    "id": found.id,
                    "account": self.state.user(found.account),
                    "permissions": found.permissions,
                    "created_at": 1_700_000_000,
                    "updated_at": int(self.state.now().timestamp()),
                },
                "sender": self.state.user(found.account),
            },
        )

    async def transfer_issue(
        self, repository: str, number: int, by: str, to_repository: str
    ) -> int:
        """Move an issue to another repository; its number there.

        The old place hears `transferred`, the new one `opened` with where it came from.
        """
        where, issue = self._at(repository, number)
        assert not issue.is_pull_request, "GitHub transfers no pull request"
        to = self.state.repositories[to_repository]
        made = self.changes.transfer(where, issue, by, self.state.now(), to)
        old, new = self.state.issue(where, issue), self.state.issue(to, made)
        here, there = self.state.repository(where), self.state.repository(to)
        goes = {"new_issue": new, "new_repository": there}
        came = {"old_issue": old, "old_repository": here}
        self._tell("transferred", where, issue, by, changes=goes)
        self._tell("opened", to, made, by, changes=came)
        return made.number

    def rename_person(self, login: str, new_login: str) -> None:
        """Another login for the same account, in everything old as well; GitHub sends no event."""
        assert new_login not in self.state.users, f"{new_login} exists"
        number = self.state.user_id(login)
        del self.state.users[login]
        self.state.users[new_login] = number
        self.state.call(login, new_login)

    def delete_person(self, login: str) -> None:
        """Everything that somebody did is nobody's from now on; GitHub sends no event."""
        self.state.users.pop(login, None)
        for repository in self.state.repositories.values():
            repository.maintainers.discard(login)
            repository.contributors.discard(login)
            for issue in repository.issues.values():
                for logins in (issue.assignees, issue.requested_reviewers):
                    if login in logins:
                        logins.remove(login)
        self.state.call(login, GHOST)
