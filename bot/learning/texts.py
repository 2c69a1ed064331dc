"""What the versions of a thread's texts come to: who is mentioned from when to when.

A mention counts from the writing of its text, also when it was edited in later: GitHub's past does
not tell since when it stands there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.vocabulary.history import Activity, Kind

_TEXTS = {Kind.COMMENTED: "c", Kind.REVIEWED: "r", Kind.CODE_COMMENTED: "v"}
_VERSIONS = frozenset({Kind.SAID, Kind.MENTIONED, Kind.COMMANDED, Kind.SAME, Kind.DISTINCT})


@dataclass(frozen=True, slots=True)
class Mention:
    """A login is addressed by somebody's text."""

    login_key: str
    source: str
    text: Activity
    """The writing of the text: OPENED, COMMENTED, REVIEWED or CODE_COMMENTED."""
    gone_at: datetime | None
    """When it was edited away, or its text deleted."""


class Texts:
    """The texts of one thread, by source."""

    def __init__(self, rows: Iterable[Activity]) -> None:
        self.written: dict[str, Activity] = {}
        self._versions: dict[str, set[datetime]] = {}
        self._mentions: dict[tuple[str, str], set[datetime]] = {}
        self._commands: dict[str, set[datetime]] = {}
        self._deleted: dict[str, datetime] = {}
        for row in rows:
            if row.kind in (Kind.UNCOMMENTED, Kind.CODE_UNCOMMENTED):
                self._deleted[row.detail] = row.at
                continue
            source = source_of(row)
            if source is None:
                continue
            self._versions.setdefault(source, set()).add(row.at)
            if row.kind not in _VERSIONS:
                self.written[source] = row
            elif row.kind is Kind.MENTIONED and row.subject is not None:
                self._mentions.setdefault((source, row.subject), set()).add(row.at)
            elif row.kind is Kind.COMMANDED:
                self._commands.setdefault(source, set()).add(row.at)

    def deleted_at(self, source: str) -> datetime | None:
        """When the text was deleted."""
        return self._deleted.get(source)

    def is_newest(self, source: str, at: datetime) -> bool:
        """Whether the text stands, in the version of that time."""
        return source not in self._deleted and at == max(self._versions[source])

    def answers(self, source: str) -> bool:
        """Whether the text stands and says something to people."""
        newest = max(self._versions[source])
        return source not in self._deleted and newest not in self._commands.get(source, ())

    def mentions(self) -> Sequence[Mention]:
        """All mentions whose text is known, in no order that matters."""
        found = []
        versions = {source: sorted(times) for source, times in self._versions.items()}
        for (source, login_key), seen in self._mentions.items():
            if source not in self.written:
                continue
            place = bisect_right(versions[source], max(seen))
            later = versions[source][place : place + 1]
            ends = [at for at in (*later, self._deleted.get(source)) if at]
            gone_at = min(ends, default=None)
            found.append(Mention(login_key, source, self.written[source], gone_at))
        return found


def source_of(row: Activity) -> str | None:
    """The text a row tells of; None where it is of none."""
    if row.kind in _VERSIONS:
        return row.detail or None  # a mark of GitHub's is none
    if row.kind is Kind.OPENED:
        return "body"
    letter = _TEXTS.get(row.kind)
    return None if letter is None else f"{letter}{row.key}"


def forgotten(rows: Sequence[Activity]) -> frozenset[Activity]:
    """What of a thread's activity GitHub's past does not tell.

    Deleted comments with all they said; earlier versions of texts that were edited; reactions to
    our comments, which nobody but us keeps track of; that a thread is gone.
    """
    newest: dict[str, datetime] = {}
    deleted: set[str] = set()
    for row in rows:
        if row.kind in (Kind.UNCOMMENTED, Kind.CODE_UNCOMMENTED):
            deleted.add(row.detail)
        elif (source := source_of(row)) is not None:
            newest[source] = max(newest.get(source, row.at), row.at)
    return frozenset(row for row in rows if _is_forgotten(row, newest, deleted))


def _is_forgotten(row: Activity, newest: Mapping[str, datetime], deleted: set[str]) -> bool:
    if row.kind in (Kind.UNCOMMENTED, Kind.CODE_UNCOMMENTED, Kind.REACTED, Kind.GONE):
        return True
    source = source_of(row)
    if source is None:
        return False
    return source in deleted or (row.kind in _VERSIONS and row.at < newest[source])
