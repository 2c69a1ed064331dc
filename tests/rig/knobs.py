"""What tests turn and read on the fake, beside faults and limits."""

from tests.rig.credentials import Credentials
from tests.rig.graph_door import GraphDoor


class Knobs:
    """A part of `FakeGitHub`: its token for watchers, its GraphQL counts and time-outs."""

    graph: GraphDoor
    _credentials: Credentials

    @property
    def points(self) -> int:
        """GraphQL's points so far, of all callers."""
        return self.graph.points

    @property
    def graphql_requests(self) -> int:
        return self.graph.requests

    @property
    def largest_page(self) -> int | None:
        """A GraphQL query for more threads at once is answered 502; None: none is."""
        return self.graph.largest_page

    @largest_page.setter
    def largest_page(self, threads: int | None) -> None:
        self.graph.largest_page = threads

    @property
    def plain_token(self) -> str | None:
        """A person's token that may read what is public, and write nothing."""
        return self._credentials.plain_token

    @plain_token.setter
    def plain_token(self, token: str | None) -> None:
        self._credentials.plain_token = token
