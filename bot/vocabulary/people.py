"""People and machines as GitHub names them."""

from dataclasses import dataclass
from typing import Literal

AccountKind = Literal["User", "Bot", "Organization", "Mannequin", "EnterpriseUserAccount"]

MAIL_ADDRESS = r"^[!#-'*+./0-9=?A-Z^-~-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]+$"
"""A plain one, as somebody writes it into a file: no name, no comment, one @, and ASCII alone, as
not every server takes others (RFC 6531)."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account by its numeric id. GraphQL logins carry no "[bot]", so `kind` decides."""

    id: int
    login: str
    kind: AccountKind = "User"

    @property
    def is_bot(self) -> bool:
        """Whether a machine acts here."""
        return self.kind == "Bot"
