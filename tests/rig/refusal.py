"""An answer of the fake other than the good one."""


class Refusal(Exception):
    """Status, message and headers of the answer."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers
