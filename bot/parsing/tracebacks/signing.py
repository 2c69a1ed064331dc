"""A failure made a signature: what tells it from others, and how near to the cause it stands."""

import re
from hashlib import blake2b

from bot.parsing.tracebacks.found import Failure
from bot.parsing.tracebacks.libraries import RUNTIMES
from bot.parsing.tracebacks.normal import normalised
from bot.vocabulary.signatures import FailureKind, Frame, Signature

HEAD = 120
"""Characters of the message that count."""
COUNTED_FRAMES = 3
"""Innermost calls that count: farther out, the same failure comes by many ways."""
MOST_FRAMES = 64
FEWEST_WORDS = 3
"""Of a message that tells one failure from another: "list index" does not."""

_PASSING_ON = frozenset(
    {
        "_call_impl", "_wrapped_call_impl", "decorate_context", "wrapper", "wrapped", "inner",
        "_fn", "__call__", "run_method", "inner_function", "wrapped_func", "_wrapper",
        "wrapped_fn", "_inner", "decorated", "new_func", "wrapper_fn",
    }
)  # fmt: skip
"""Functions that stand between any caller and what it calls."""

_WRAPPERS = re.compile(
    r"(?:RayTaskError|RayActorError|ActorDiedError|EngineDeadError|EngineGenerateError"
    r"|AsyncEngineDeadError|ChildFailedError|ProcessRaisedException|ProcessExitedException"
    r"|CalledProcessError|SystemExit|KeyboardInterrupt|CancelledError|BrokenPipeError|EOFError"
    r"|BrokenProcessPool|ConnectionResetError|ExceptionGroup|GeneratorExit|NeuronCoreException)$"
)
_WRAPPING = re.compile(
    r"engine (?:core|process|loop)? ?(?:initialization|has died|died|failed|proc)|root cause"
    r"|see (?:the )?(?:stack trace|log|error) (?:above|below)|task finished unexpectedly"
    r"|workers? (?:failed|died|exited)|worker proc|initialization failed|failed to start"
    r"|command '.{1,200}' (?:died|returned|failed)|backend compiler failed"
    r"|failed building wheel|could not build wheels",
    re.IGNORECASE,
)
_WEAK = frozenset({"error", "device assert", "signal", "NCCL", "ggml_abort", "SIGABRT"})
_WORD = re.compile(r"[A-Za-z_]{3,60}")
_MARK = re.compile(r"<\w{1,10}>")
_ONE_SENTENCE = re.compile(r"^(?P<head>.{0,80}?out of memory)\b", re.IGNORECASE)


def signed(failure: Failure, *, is_quoted: bool) -> Signature:
    """The failure with its fingerprint."""
    frames = failure.frames[:MOST_FRAMES]
    message = normalised(failure.message)
    innermost = next((f for f in frames if f.library and f.library not in RUNTIMES), None)
    words = _words(failure, message)
    return Signature(
        fingerprint=_fingerprint(failure, message, frames),
        words=words,
        is_telling=_is_telling(failure, message, words, innermost),
        kind=failure.kind,
        exception=failure.exception[:120],
        message=message,
        frames=frames,
        innermost_library=innermost.library if innermost else None,
        innermost_frame=innermost,
        is_quoted=is_quoted,
    )


def rank(failure: Failure, *, is_quoted: bool) -> tuple[int, ...]:
    """The smaller, the nearer to what the report is about."""
    return (
        is_quoted,
        is_wrapper(failure.exception, failure.message) or failure.is_outer or not failure.exception,
        not failure.frames and failure.kind is not FailureKind.BUILD,
        failure.exception in _WEAK,
        failure.kind is FailureKind.KERNEL,
    )


def is_wrapper(exception: str, message: str) -> bool:
    """Whether it only says that something else failed."""
    return bool(_WRAPPERS.search(exception.partition("(")[0]) or _WRAPPING.search(message[:400]))


def _fingerprint(failure: Failure, message: str, frames: tuple[Frame, ...]) -> str:
    name = failure.exception.rpartition(".")[2] if failure.kind is not FailureKind.NATIVE else ""
    name = (name or failure.exception).lower()
    return _digest(failure.kind.value, name, _head(message), *_calls(frames))


def _words(failure: Failure, message: str) -> str:
    """A digest of what was said, without where; "" where too little was said."""
    if len(_WORD.findall(_MARK.sub(" ", message))) < FEWEST_WORDS:
        return ""
    return _digest(failure.exception.rpartition(".")[2].lower(), _head(message))


def _is_telling(failure: Failure, message: str, words: str, innermost: Frame | None) -> bool:
    if is_wrapper(failure.exception, message):
        return False
    return bool(failure.exception) and bool(words or innermost)


def _head(message: str) -> str:
    """The part of a message that counts: what follows an overflowing memory never repeats."""
    said = _ONE_SENTENCE.match(message)
    return (said["head"] if said else message[:HEAD]).lower()


def _digest(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(errors="replace"), digest_size=8).hexdigest()


def _calls(frames: tuple[Frame, ...]) -> list[str]:
    """The innermost calls that tell: of libraries; without any, the reporter's own innermost."""
    libraries = [f for f in frames if f.library and f.library not in RUNTIMES]
    telling = [f for f in libraries if f.function not in _PASSING_ON] or libraries
    if not telling:
        telling = list(frames[:1])
    calls: list[str] = []
    for frame in telling:
        call = f"{frame.library or ''}:{_stem(frame)}:{frame.function}"
        if not calls or calls[-1] != call:
            calls.append(call)
        if len(calls) == COUNTED_FRAMES:
            break
    return calls


def _stem(frame: Frame) -> str:
    """The file without folders and ending, where the language has one file for many functions."""
    is_told_by_file = frame.kind in (FailureKind.PYTHON, FailureKind.BUILD) and frame.library
    if frame.function and not is_told_by_file:
        return ""
    stem = frame.path.rpartition("/")[2].partition(".")[0]
    return stem if stem != "__init__" else frame.path.rpartition("/")[0].rpartition("/")[2]
