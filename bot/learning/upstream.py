"""Whether a failure's cause lies in another project than the one it was reported in.

That the innermost frame is a library's does not make it that library's fault: a shape that does not
match, a full memory or an assert on the caller's arguments is raised there too. Only failures that
a library itself calls its own, that no caller can be at fault for, or that an upstream thread
explains are answered; all others are not.
"""

from collections.abc import Mapping, Sequence

from bot.learning import upstream_rules as rules
from bot.learning.projects import is_same_project, project_of
from bot.learning.upstream_rules import Rule, UpstreamCause
from bot.parsing.tracebacks.libraries import RUNTIMES
from bot.vocabulary.signatures import FailureKind, Signature

LOOKED_AT = 4
"""Signatures of a report that may name the cause: the likeliest ones."""

_TOLD: tuple[Rule, ...] = (
    rules.known,
    rules.removed_name,
    rules.panic,
    rules.foreign_binary,
    rules.backend_assert,
    rules.called_internal,
)
"""What the failure says of itself is enough."""
_INSIDE: tuple[Rule, ...] = (rules.internal_error, rules.broken_compiler, rules.crash_inside)
"""Holds only if the reported project's own code does not stand nearer to the failure."""


def upstream_cause(
    signatures: Sequence[Signature], versions: Mapping[str, str], repository: str
) -> UpstreamCause | None:
    """The other project in which the cause lies, or None where nothing says so.

    `signatures` as `bot.parsing.tracebacks` gives them, likeliest first; `versions` by package in
    lower case, may be empty; `repository` is where it was reported, "owner/name".
    """
    own = [one for one in signatures if not one.is_quoted][:LOOKED_AT]
    for rule in (*_TOLD, *_INSIDE):
        for one in own:
            cause = rule(one, own, versions)
            if cause is None or is_same_project(cause.project, repository):
                continue
            if rule in _TOLD or not _stands_deeper(repository, one, cause):
                return cause
    return None


def _stands_deeper(repository: str, one: Signature, cause: UpstreamCause) -> bool:
    """Whether the repository's own code stands nearer to the failure than the other project's."""
    for frame in one.frames:
        project = project_of(frame.library) if frame.library not in RUNTIMES else None
        if project is None:
            continue
        if is_same_project(project, cause.project):
            return False
        if is_same_project(project, repository):
            return frame.kind is not FailureKind.PYTHON or one.kind is FailureKind.PYTHON
    return False
