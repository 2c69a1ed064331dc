"""Failures as reports show them: what was raised, where, and what is the same in every copy."""

from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    """Who printed the failure, as far as its form tells."""

    PYTHON = "python"
    NATIVE = "native"
    """C, C++ and CUDA: signals, asserts, sanitizers, debuggers' backtraces."""
    RUST = "rust"
    JAVA = "java"
    GO = "go"
    JAVASCRIPT = "javascript"
    KERNEL = "kernel"
    """The operating system's own log."""
    BUILD = "build"
    """Compilers, linkers, and what drives them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a stack."""

    library: str | None
    """Import, crate, package or shared-object name; None for the reporter's own code."""
    function: str
    """Without arguments and addresses; "" where the stack names none."""
    path: str
    """The tail of the path from the library on, or the file's name; "" where none is given."""
    kind: FailureKind


@dataclass(frozen=True, slots=True)
class Signature:
    """One failure of a report, stripped of what differs from machine to machine."""

    fingerprint: str
    """Equal for the same failure elsewhere: 16 hex digits."""
    words: str
    """Equal where exception and words are, wherever it was raised: 16 hex digits; "" where the
    words are too few to tell anything."""
    is_telling: bool
    """Whether an equal fingerprint means anything: a signal without a stack is not telling."""
    kind: FailureKind
    exception: str
    """The exception's full name, the signal, or the tool that failed; "" where it was cut off."""
    message: str
    """With paths, addresses, numbers and the like replaced; one line, at most 300 characters."""
    frames: tuple[Frame, ...]
    """Innermost first; may be empty."""
    innermost_library: str | None
    """Of the innermost frame that is neither the reporter's own nor a language's runtime."""
    innermost_frame: Frame | None
    """That frame."""
    is_quoted: bool = False
    """Whether it stands in a quote: then it is what somebody else saw."""
