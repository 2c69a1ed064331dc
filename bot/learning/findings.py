"""What parsers find in one report: one call, for the child process to do.

A long report takes tens of milliseconds. Nothing here loads numpy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.learning.upstream import upstream_cause
from bot.learning.upstream_rules import UpstreamCause
from bot.parsing.environments import environment_of
from bot.parsing.known_pairs import clashes
from bot.parsing.not_issues import NotAnIssue, not_an_issue
from bot.parsing.regressions import Regression, regression
from bot.parsing.tracebacks import signatures
from bot.parsing.vulnerabilities import Suspicion, reads_like_a_vulnerability_report
from bot.vocabulary.environments import Clash, Environment
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.signatures import Signature


@dataclass(frozen=True, slots=True)
class Findings:
    """What stands in a report."""

    environment: Environment = field(default_factory=Environment)
    clashes: tuple[Clash, ...] = ()
    """Versions that are not known to go together."""
    signatures: tuple[Signature, ...] = ()
    """Failures, the likeliest cause first."""
    upstream: UpstreamCause | None = None
    regression: Regression | None = None
    suspicion: Suspicion | None = None
    """Whether it reads like a report of a vulnerability."""
    not_an_issue: NotAnIssue | None = None

    @property
    def fingerprint(self) -> str | None:
        """Of the likeliest failure that the reporter saw and that tells it from others."""
        return fingerprint(self.signatures)


def fingerprint(failures: Iterable[Signature]) -> str | None:
    """Of the likeliest that is the reporter's own and tells it from others; None without one."""
    return next((one.fingerprint for one in failures if one.is_telling and not one.is_quoted), None)


def find(
    title: str, body: str, repository: str, opened_on: date, forms: RepositoryForms
) -> Findings:
    """Everything; `repository` is "owner/name" of where it was reported."""
    environment = environment_of(body, title)
    failures = signatures(body, title=title)
    versions = {
        name: fact.value for name, fact in environment.packages.items() if fact.value is not None
    }
    current = versions.get(repository.partition("/")[2].lower())
    return Findings(
        environment,
        clashes(environment, on=opened_on),
        failures,
        upstream_cause(failures, versions, repository),
        regression(body, title=title, current=current),
        reads_like_a_vulnerability_report(title, body),
        not_an_issue(title, body, forms=forms),
    )
