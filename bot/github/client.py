"""GitHub as this App sees it: as the App, as one of its installations, or with a plain token."""

from bot.github.access import Access, AppAccess
from bot.github.host import Host


class GitHub(Host):
    """One GitHub host, for one App or one plain token."""

    def installation(self, installation_id: int) -> Access:
        """With an installation's tokens."""
        return Access(self, installation_id)

    def app(self) -> AppAccess:
        """As the App itself."""
        return AppAccess(self)

    def watching(self) -> Access:
        """With the plain token alone, to read only."""
        return Access(self, None)
