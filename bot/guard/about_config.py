"""The verdict on what is said of the config itself: no capability's, so no mode speaks."""

from collections.abc import Mapping

from bot.guard.reasons import ALLOWED
from bot.vocabulary.actions import Mode, Proposal, Verdict
from bot.vocabulary.config import CloseConfigIssue, ReportOnConfig, TellOfConfig

ABOUT_CONFIG = TellOfConfig | CloseConfigIssue | ReportOnConfig
"""The one exception to "never closes": the issue that Linchpin opened about its own config."""


def judge_about_config(
    proposal: Proposal,
    *,
    permissions: Mapping[str, str],
    archived: bool,
    watched: bool,
    organisation_named: bool,
) -> Verdict:
    """Whether it may be written at all."""
    permission = "checks" if isinstance(proposal.action, ReportOnConfig) else "issues"
    checks = (
        (not isinstance(proposal.action, ABOUT_CONFIG), "not_of_config"),
        (watched, "watched"),
        (not organisation_named, "no_organisation"),
        (archived, "archived"),
        (permissions.get(permission) != "write", "missing_permission"),
    )
    reason = next((reason for applies, reason in checks if applies), ALLOWED)
    return Verdict(proposal, reason == ALLOWED, Mode.ACT, reason)
