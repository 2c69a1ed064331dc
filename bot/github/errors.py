"""What GitHub may answer instead of what was asked.

GitHubFailed
├── Unreachable          5xx or a cut connection, after the retries of `github`
├── Paused               403/429: wait until `until`
├── Refused              GitHub understood and said no (4xx)
│   ├── Unauthorized     401: the credentials are wrong or revoked
│   ├── Forbidden        403: a missing permission, or a suspended installation
│   ├── NotFound         404 or 410: gone, or not ours to see
│   ├── Moved            301, 307 or 308 on a write: the repository has another name
│   └── Unprocessable    422: the request makes no sense to GitHub
└── QueryFailed          GraphQL answered 200 with errors that are not of the above
"""

from collections.abc import Sequence
from datetime import datetime


class GitHubFailed(Exception):
    """GitHub did not do what was asked."""


class Unreachable(GitHubFailed):
    """GitHub could not be reached, or failed, for longer than a request may wait."""


class Paused(GitHubFailed):
    """GitHub asks us to wait: a limit is used up."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(f"{why}; wait until {until.isoformat()}")
        self.until = until


class Refused(GitHubFailed):
    """GitHub said no. `status` is the HTTP status, `message` GitHub's own."""

    def __init__(self, status: int, message: str, request: str) -> None:
        super().__init__(f"{request}: {status} {message}")
        self.status = status
        self.message = message


class Unauthorized(Refused):
    """The credentials are wrong, expired or revoked."""


class Forbidden(Refused):
    """A permission is missing, the thread is locked, or the installation is suspended."""


class NotFound(Refused):
    """It is gone, or not ours to see."""


class Moved(Refused):
    """A write met a redirect and was not repeated; `location` is where GitHub points."""

    def __init__(self, status: int, location: str, request: str) -> None:
        super().__init__(status, f"moved to {location}", request)
        self.location = location


class Unprocessable(Refused):
    """GitHub found the request invalid."""


class QueryFailed(GitHubFailed):
    """GraphQL answered with errors; `types` are GitHub's, e.g. "NOT_FOUND"."""

    def __init__(self, types: Sequence[str], message: str) -> None:
        super().__init__(f"{', '.join(types)}: {message}")
        self.types = tuple(types)
