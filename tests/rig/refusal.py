"""An answer of the fake other than the good one."""


class Refusal(Exception):
    """Status, message and headers of the answer."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


class QueryRefused(Exception):
    """A GraphQL document that GitHub answers with an error of its own: its type and message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def need_bounds(name: str, *bounds: object) -> None:
    """Refuse a connection that is asked for without saying how much of it."""
    if all(bound is None for bound in bounds):
        raise QueryRefused(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{name}` "
            "connection.",
        )
