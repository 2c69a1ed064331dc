"""How a repository's past is read: chains of stages, page by page."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """What is read, in the order of a chain."""

    RECENT = "recent"
    """What changed since the day asked for, newest first."""
    OPEN = "open"
    """What is open and did not change since then, oldest first."""
    CHANGED = "changed"
    """What changed while it was read: the newest again."""
    LONG = "long"
    """Timelines that did not fit on their page."""
    DONE = "done"


class Chain(StrEnum):
    """What is read side by side."""

    ISSUES = "issues"
    PULLS = "pulls"
    COMMENTS = "comments"
    """On lines of pull requests; REST lists them."""


STAGES = {
    Chain.ISSUES: (Stage.RECENT, Stage.OPEN, Stage.CHANGED, Stage.LONG, Stage.DONE),
    Chain.PULLS: (Stage.RECENT, Stage.OPEN, Stage.CHANGED, Stage.LONG, Stage.DONE),
    Chain.COMMENTS: (Stage.RECENT, Stage.DONE),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How far one chain of one repository got."""

    repository_id: int
    chain: Chain
    stage: Stage
    cursor: str
    """GitHub's, within the stage; "" at its beginning."""
    since: datetime
    started_at: datetime
    reached_at: datetime | None
    page_size: int
    threads: int = 0
    activities: int = 0
    requests: int = 0
    points: int = 0
    page_at: datetime | None = None
    done_at: datetime | None = None
    problem: str = ""

    @property
    def share(self) -> float:
        """How much of it is read, 0..1: by time, since GitHub does not say how much there is."""
        stages = STAGES[self.chain]
        if self.stage is Stage.DONE:
            return 1.0
        if self.stage is Stage.RECENT:
            whole = (self.started_at - self.since).total_seconds() or 1.0
            if self.reached_at is None:
                return 0.0
            ahead = self.chain is Chain.COMMENTS
            read = (self.reached_at - self.since) if ahead else (self.started_at - self.reached_at)
            most = 1.0 if ahead else 0.85
            return most * max(0.0, min(1.0, read.total_seconds() / whole))
        return 0.85 + 0.15 * (stages.index(self.stage) - 1) / (len(stages) - 2)


def after(chain: Chain, stage: Stage) -> Stage:
    """The next stage of a chain."""
    stages = STAGES[chain]
    return stages[min(stages.index(stage) + 1, len(stages) - 1)]
