"""What the guard may know of a thread, from all that was read and remembered of it."""

from datetime import datetime, timedelta

from bot import capabilities
from bot.config import Config
from bot.effects import Organisation
from bot.effects.living_comment import is_theirs, standing
from bot.facts.gather import Seen
from bot.guard import Counts, Situation
from bot.store.installations import InstallationState
from bot.store.memory import Memory
from bot.store.threads import ThreadState


def situation_of(
    seen: Seen,
    state: ThreadState,
    memory: Memory,
    settings: Config,
    installation: InstallationState,
    organisation: Organisation | None,
    *,
    now: datetime,
    grace: timedelta,
    has_mail: bool,
) -> Situation:
    """The present, as the guard judges it."""
    ours = standing(seen.issue)
    out_of_sight = state.comment_id is not None and not seen.issue.has_all_comments
    own = {capabilities.name(c): capabilities.default_mode(c) for c in capabilities.ALL}
    return Situation(
        issue=seen.issue,
        labels=seen.labels,
        # What the maintainers wrote wins over what was measured, that over the default.
        modes={**own, **memory.modes, **settings.modes},
        now=now,
        first_look_at=seen.issue.created_at + grace,
        muted=state.muted_at is not None,
        opted_out=memory.lately.opted_out,
        sensitive=state.sensitive_at is not None,
        archived=seen.is_archived,
        watched=seen.thread.repository.installation_id is None,
        organisation_named=organisation is not None,
        has_security_role=organisation is not None and organisation.security_mail is not None,
        has_mail=has_mail,
        permissions=installation.permissions,
        sections={name: s.text for name, s in state.sections},
        comment_stands=bool(ours) or out_of_sight,
        comment_is_minimized=bool(ours) and ours[0].is_minimized,
        folded_by_us=state.comment_minimized,
        comment_is_theirs=is_theirs(seen.issue, state),
        done=memory.done,
        undone=memory.undone,
        refused=memory.refused,
        counts=Counts(*memory.lately[:5]),
        budget=settings.budget,
    )
