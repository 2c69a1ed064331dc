"""Failures in a report, the likeliest cause first, each with a fingerprint equal in every copy.

Wherever they stand: in a fence, bare, in details, behind a logger's words; in a quote they are
somebody else's. `found.Reader` says what a reader of one kind hands over; `signing` makes it a
signature.
"""

from collections.abc import Iterator

from bot.parsing.anatomy import Piece, Place, pieces
from bot.parsing.titles import bare
from bot.parsing.tracebacks import compiled, managed, native, python, system
from bot.parsing.tracebacks.found import Failure, Reader
from bot.parsing.tracebacks.lines import LogLine, streams
from bot.parsing.tracebacks.signing import rank, signed
from bot.vocabulary.signatures import Signature

MOST = 16
"""Signatures of one report: the workers of one program repeat each other."""

_READERS: tuple[Reader, ...] = (
    python.read,
    managed.read_java,
    managed.read_javascript,
    compiled.read_rust,
    compiled.read_go,
    system.read_kernel,
    native.read,
    system.read_builds,
    python.read_alone,
)
"""In the order in which they may claim a line."""


def signatures(body: str, *, title: str = "") -> tuple[Signature, ...]:
    """Every different failure of a report, likeliest cause first; may be empty.

    The title counts last: it repeats, often shortened, what the body shows.
    """
    best: dict[str, tuple[tuple[int, ...], Signature]] = {}
    read = 0
    for text, is_quoted in (*_runs(pieces(body)), (bare(title), False)):
        for failure in _failures(text):
            one = signed(failure, is_quoted=is_quoted)
            order = (*rank(failure, is_quoted=is_quoted), read + failure.first)
            if one.fingerprint not in best or order < best[one.fingerprint][0]:
                best[one.fingerprint] = order, one
        read += text.count("\n") + 1
    return tuple(one for _order, one in sorted(best.values(), key=lambda found: found[0]))[:MOST]


def _runs(given: tuple[Piece, ...]) -> Iterator[tuple[str, bool]]:
    """Texts that one program may have printed, and whether each is a quote."""
    run: list[str] = []
    for piece in given:
        if piece.place is Place.QUOTE:
            if run:
                yield "\n".join(run), False
                run = []
            yield "\n".join(_unquoted(line) for line in piece.text.split("\n")), True
        elif piece.place in (Place.HEADING, Place.BOX):
            if run:
                yield "\n".join(run), False
                run = []
        else:
            run.append(piece.text)
    if run:
        yield "\n".join(run), False


def _unquoted(line: str) -> str:
    while line.lstrip(" ").startswith(">"):
        line = line.lstrip(" ")[1:].removeprefix(" ")
    return line


def _failures(text: str) -> Iterator[Failure]:
    for lines in streams(text):
        left: list[LogLine] = list(lines)
        for reader in _READERS:
            taken: set[int] = set()
            for failure in reader(left):
                number = left[failure.first].number
                taken.update(range(failure.first, failure.last + 1))
                yield Failure(
                    failure.kind, failure.exception, failure.message, failure.frames,
                    number, left[failure.last].number, failure.is_outer,
                )  # fmt: skip
            if taken:
                left = [line for place, line in enumerate(left) if place not in taken]
