"""Where work happens: repositories and their threads (issues and pull requests)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as one delivery saw it. `id` is its identity; the name may change."""

    id: int
    owner: str
    name: str
    installation_id: int | None
    """None when the event came by watching, without the App."""
    is_private: bool = False

    @property
    def full_name(self) -> str:
        """The name as GitHub writes it: "owner/name"."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue or pull request, by repository and number (a pull request has two other ids)."""

    repository: Repository
    number: int

    @property
    def lane(self) -> str:
        """The key under which the engine handles one event at a time: "id/number"."""
        return f"{self.repository.id}/{self.number}"
