"""Keyed hashes of people, as they are asked for."""

from typing import Protocol


class Names(Protocol):
    """Makes keyed hashes of people."""

    def person(self, person_id: int) -> str:
        """Of a numeric id."""
        ...

    def login(self, login: str) -> str:
        """Of a login, whatever its case."""
        ...


class Once:
    """Makes each hash once: a page of threads names the same few people again and again."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._persons: dict[int, str] = {}
        self._logins: dict[str, str] = {}

    def person(self, person_id: int) -> str:
        """Of a numeric id."""
        known = self._persons.get(person_id)
        if known is None:
            known = self._persons[person_id] = self._names.person(person_id)
        return known

    def login(self, login: str) -> str:
        """Of a login, whatever its case."""
        known = self._logins.get(login)
        if known is None:
            known = self._logins[login] = self._names.login(login)
        return known
