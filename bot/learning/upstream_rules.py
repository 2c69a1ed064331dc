"""The rules by which a failure is laid at another project's door, one function each.

Each is handed one signature, all that a report holds, and the installed versions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.learning.known_upstream import KNOWN, REMOVED
from bot.learning.projects import LIBRARIES, project_of
from bot.learning.upstream_words import (
    ASKS_TO_REPORT,
    CALLED_INTERNAL,
    CALLER_AT_FAULT,
    CAREFUL_CALLERS,
    COMPILING,
    CRASHES,
    INDUCTOR,
    INNER_OF_COMPILE,
    MACHINE,
    NO_ATTRIBUTE,
    NO_MODULE,
    NO_NAME,
    NO_SYMBOL,
    NOT_INSTALLED_WELL,
    OF_AN_ARGUMENT,
    ONLY_IF,
    TRITON_INTERNAL,
    TRITON_WORDS,
)
from bot.parsing.tracebacks.libraries import RUNTIMES, SYSTEM
from bot.parsing.versions import is_within, version_of
from bot.vocabulary.signatures import FailureKind, Frame, Signature


@dataclass(frozen=True, slots=True)
class UpstreamCause:
    """Where the cause lies, and why we say so."""

    project: str
    """ "owner/name" of the other project."""
    evidence: tuple[str, ...]
    """One line each, in plain words; may quote the report."""
    confidence: float
    """0..1, set by hand for each rule: the order of how rarely a caller is at fault."""
    thread: str | None = None
    """A thread there that explains it: "owner/name#number"."""


Signatures = Sequence[Signature]
Versions = Mapping[str, str]
"""By package, in lower case."""
Rule = Callable[[Signature, Signatures, Versions], UpstreamCause | None]


def known(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """A thread upstream explains just this failure."""
    calls = " ".join(frame.function for frame in one.frames[:8])
    said = f"{one.exception}: {one.message} {calls}"
    for entry in KNOWN:
        if not entry.failed.search(said):
            continue
        if entry.library and not any(frame.library == entry.library for frame in one.frames):
            continue
        installed = versions.get(entry.of, "") if entry.of else ""
        if installed and not _lies_within(installed, entry.within):
            continue
        lines = [f"{entry.thread} explains it: “{one.message[:120]}”"]
        if installed:
            lines.append(f"{entry.of} {installed} is installed")
        return UpstreamCause(entry.project, tuple(lines), 0.9, entry.thread)
    return None


def removed_name(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """A library uses a name that another library no longer has."""
    if NOT_INSTALLED_WELL.search(one.message):
        return None
    told = (
        NO_NAME.search(one.message)
        or NO_MODULE.search(one.message)
        or NO_ATTRIBUTE.search(one.message)
    )
    if told is None:
        return None
    known = told.groupdict()
    whole = ".".join(part for part in (known["module"], known.get("name")) if part)
    provider = whole.partition(".")[0]
    user = next(
        (f for f in one.frames if f.library not in RUNTIMES and f.library != provider), None
    )
    project = project_of(user.library) if user else None
    gone = next((r for r in REMOVED if r.library == provider and r.name.match(whole)), None)
    if user is None or project is None or gone is None:
        return None
    installed = versions.get(provider.replace("_", "-"), versions.get(provider, ""))
    if installed and not _lies_within(installed, f">={gone.since}"):
        return None
    lines = [
        f"{provider} has no `{whole}` since {gone.since} ({gone.source})",
        f"{user.library} still uses it, in `{user.path}`",
    ]
    if installed:
        lines.append(f"{provider} {installed} is installed")
    return UpstreamCause(project, tuple(lines), 0.9 if installed else 0.8)


def called_internal(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """An assert in torch's own sources that asks to be reported, and is on no argument."""
    if not CALLED_INTERNAL.search(one.message) or OF_AN_ARGUMENT.search(one.message):
        return None
    if MACHINE.search(one.message):
        return None
    return UpstreamCause(
        "pytorch/pytorch", (f"torch calls it its own bug: “{one.message[:160]}”",), 0.85
    )


def internal_error(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """The library asks to report it, or its compiler broke on code that runs without it."""
    frame, library = one.innermost_frame, one.innermost_library
    if frame is None or MACHINE.search(one.message) or CALLED_INTERNAL.search(one.message):
        return None
    name = one.exception.rpartition(".")[2]
    if INDUCTOR.search(one.exception) and frame.path.startswith(
        ("torch/_inductor", "torch/_dynamo", "torch/_functorch")
    ):
        if INNER_OF_COMPILE.search(one.message):
            return None
        return UpstreamCause(
            "pytorch/pytorch", (f"{name} raised in `{frame.path}`, `{frame.function}`",), 0.8
        )
    project = project_of(library)
    if project and ASKS_TO_REPORT.search(one.message) and not ONLY_IF.search(one.message):
        return UpstreamCause(
            project, (f"{library} asks to report it: “{one.message[:160]}”",), 0.75
        )
    return None


def broken_compiler(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """Triton's compiler broke, rather than telling the kernel's author what is wrong."""
    said = f"{one.exception}: {one.message}"
    if not TRITON_INTERNAL.search(said) and not (
        one.exception == "Assertion" and one.innermost_library in ("llvm", "triton")
    ):
        return None
    has_triton = any(frame.library == "triton" for other in own for frame in other.frames)
    if not has_triton and not TRITON_WORDS.search(one.message):
        return None
    lines = [f"triton's compiler stopped with “{said[:160]}”"]
    if "triton" in versions:
        lines.append(f"triton {versions['triton']} is installed")
    return UpstreamCause("triton-lang/triton", tuple(lines), 0.8)


def crash_inside(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """A crash inside a library's machine code that Python or another library called."""
    frame = one.innermost_frame
    project = project_of(one.innermost_library)
    if one.exception not in CRASHES or frame is None or project is None:
        return None
    first = next((f for f in one.frames if f.library not in RUNTIMES), None)
    if first != frame:
        return None  # own code stands deeper
    if frame.kind is FailureKind.PYTHON and not COMPILING.search(frame.path):
        return None
    if frame.kind is FailureKind.NATIVE and not _is_called_with_care(frame, one.frames):
        return None
    if one.kind is FailureKind.KERNEL and one.exception != "trap" and frame.library != "triton":
        return None
    where = (
        f"`{frame.function}` of {frame.library}"
        if frame.function
        else f"{frame.library} ({frame.path})"
    )
    confidence = 0.8 if one.exception in ("SIGILL", "trap") else 0.7
    return UpstreamCause(project, (f"{one.exception} inside {where}",), confidence)


def _is_called_with_care(frame: Frame, frames: Sequence[Frame]) -> bool:
    """Whether Python or a well-tried library called it: any other extension may err."""
    if not frame.path:
        return False
    outside = next((f for f in frames if f.library not in (SYSTEM, frame.library)), None)
    if outside is None:
        return frame.library == "ggml"  # its own threads
    return outside.library in CAREFUL_CALLERS


def panic(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """A Rust library panicked: whatever it was given, it should have raised an error."""
    is_rust = one.kind is FailureKind.RUST and one.exception == "panic"
    if not is_rust and not one.exception.endswith("PanicException"):
        return None
    library = one.innermost_library
    if not is_rust and one.innermost_frame is not None:
        is_fast = one.innermost_frame.path.endswith(
            ("tokenization_utils_fast.py", "convert_slow_tokenizer.py")
        )
        library = "tokenizers" if is_fast else library
        if library not in ("tokenizers", "tiktoken", "safetensors", "polars", "outlines_core"):
            return None
    project = project_of(library)
    if project is None or MACHINE.search(one.message):
        return None
    return UpstreamCause(project, (f"{library} panicked: “{one.message[:160]}”",), 0.8)


def backend_assert(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """An assert inside a backend of ggml, not on what the caller handed in."""
    frame = next((f for f in one.frames if f.library == "ggml" or "ggml" in f.path), None)
    if one.exception != "GGML_ASSERT" or frame is None or CALLER_AT_FAULT.search(one.message):
        return None
    return UpstreamCause(
        "ggml-org/llama.cpp", (f"GGML_ASSERT({one.message[:120]}) in `{frame.path}`",), 0.7
    )


def foreign_binary(one: Signature, own: Signatures, versions: Versions) -> UpstreamCause | None:
    """A library's binary was built for another release of torch."""
    told = NO_SYMBOL.search(one.message)
    if told is None:
        return None
    name = told["object"]
    library: str | None = name.strip("_")
    if library not in LIBRARIES:
        users = (f.library for f in one.frames if f.library not in (*RUNTIMES, "torch"))
        user = next(users, None)
        is_its_own = user is not None and (name.startswith(("_C", "_ext", "_kernels", user)))
        library = user if is_its_own else None
    project = project_of(library)
    if project is None:
        return None
    lines = [
        f"`{name}.so` asks torch for `{told['symbol']}`, which the installed torch does not have"
    ]
    lines += [f"torch {versions['torch']} is installed"] if "torch" in versions else []
    return UpstreamCause(project, tuple(lines), 0.8)


def _lies_within(installed: str, wanted: str) -> bool:
    """Whether a version that is told exactly enough lies in a range."""
    version = version_of(installed)
    return version is not None and is_within(version, wanted)
