"""Thousands of events on many threads of many installations, and what must have come of them.

A thread's story is written before it happens, from a seed: what people do, in which order, and
what the bot must have left there at the end.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from tests.rig.fake import FakeGitHub
from tests.rig.github import Mishap
from tests.scenarios.world import COMPLETE, FORM, INCOMPLETE, OFFICE

LABEL = "needs-info"
CONFIG = """
ask-for-missing-information:
  mode: act
budget:
  share-of-new-threads: 1
  comments-a-day: 1000
  comments-a-person-a-week: 1000
  edits-a-thread: 1000
"""
"""Budgets out of the way: here every thread that lacks something must be asked."""

HALF = INCOMPLETE.replace("### Version\n\n_No response_", "### Version\n\n1.4.2")
DUPLICATED, REORDERED, DELAYED = 0.05, 0.1, 0.1
"""Shares of the deliveries: sent twice, swapped with the next one, up to half a second late."""

Ending = Literal["asked", "completed", "complete"]


@dataclass
class Story:
    """One thread: what happens, and how it ends."""

    repository: str
    ending: Ending
    steps: list[str] = field(default_factory=list)
    number: int = 0

    @property
    def reporter(self) -> str:
        """One for each repository: nobody may be asked more than a thousand times a week."""
        return f"{self.repository.partition('/')[0]}-reporter"

    @property
    def first_body(self) -> str:
        return COMPLETE if self.ending == "complete" else INCOMPLETE


class Traffic:
    """Writes the stories, lets them happen, and tells how they ended."""

    def __init__(self, github: FakeGitHub, *, installations: int, threads: int, seed: int) -> None:
        self._github = github
        self._chance = random.Random(seed)
        self.done = False
        self._repositories = [f"example-{n}/engine" for n in range(installations)]
        endings: list[Ending] = ["asked", "asked", "asked", "completed", "complete"]
        self.stories = [
            Story(self._repositories[n % installations], endings[n // installations % 5])
            for n in range(threads)
        ]

    def populate(self, config: str = CONFIG) -> None:
        """A repository for each installation, with form and config, and the office."""
        for n, name in enumerate(self._repositories):
            self._github.add_installation(100 + n, name.partition("/")[0])
            files = {".github/ISSUE_TEMPLATE/bug.yml": FORM, ".github/linchpin.yml": config}
            self._github.add_repository(name, 100 + n, labels=["bug", LABEL], files=files)
        organisation = "name: Example Systems\nprivacy-url: https://example.com/privacy\n"
        self._github.add_installation(99, OFFICE.partition("/")[0])
        self._github.add_repository(
            OFFICE, 99, private=True, files={"organisation.yml": organisation}
        )

    async def run(self, deliveries: int, seconds: float) -> None:
        """Let `deliveries` events happen, evenly over the time, and wait until they are sent."""
        self._github.sender.mishaps = self._mishap
        order = self._order(deliveries)
        loop = asyncio.get_running_loop()
        start = loop.time()
        for n, story in enumerate(order):
            await self._step(story)
            await asyncio.sleep(max(0.0, start + n * seconds / len(order) - loop.time()))
        self._github.sender.mishaps = lambda: None
        await self._github.settle()
        self.done = True

    def _order(self, deliveries: int) -> list[Story]:
        """Which thread each event is on. A thread opens at its first one."""
        order = list(self.stories)
        order += self._chance.choices(self.stories, k=deliveries - len(order))
        self._chance.shuffle(order)
        left = Counter(id(story) for story in order)
        for story in order:
            left[id(story)] -= 1
            story.steps.append("open" if not story.steps else "talk")
            if not left[id(story)] and story.ending == "completed" and len(story.steps) > 1:
                story.steps[-1] = "complete"
        for story in self.stories:
            if story.ending == "completed" and len(story.steps) == 1:
                story.ending = "asked"  # it has no second event that could complete it
        happened: Counter[int] = Counter()
        self._turns = happened
        return order

    async def _step(self, story: Story) -> None:
        turn = self._turns[id(story)]
        self._turns[id(story)] += 1
        github, where = self._github, story.repository
        match story.steps[turn]:
            case "open":
                story.number = await github.open_issue(
                    where, story.reporter, "[Bug]: it stops", story.first_body
                )
            case "complete":
                await github.edit_issue(where, story.number, story.reporter, body=COMPLETE)
            case _ if story.ending != "completed" and self._chance.random() < 0.5:
                await github.comment(
                    where, story.number, story.reporter, "Is there any news on this?"
                )
            case _:
                body = story.first_body
                if story.ending != "complete":
                    body = self._chance.choice((INCOMPLETE, HALF))
                body = body.replace("the second request", f"request {turn}")
                await github.edit_issue(where, story.number, story.reporter, body=body)

    def _mishap(self) -> Mishap | None:
        drawn = self._chance.random()
        if drawn < DUPLICATED:
            return Mishap("duplicate")
        if drawn < DUPLICATED + REORDERED:
            return Mishap("reorder")
        if drawn < DUPLICATED + REORDERED + DELAYED:
            return Mishap("delay", timedelta(seconds=self._chance.uniform(0, 0.5)))
        return None

    def outcome(self) -> dict[str, Any]:
        """What GitHub holds and saw; `lost` and `doubled` name what is wrong."""
        posts: Counter[tuple[str, str]] = Counter()
        for seen in self._github.seen:
            if seen.method == "POST" and seen.kind == "write" and seen.status < 300:
                parts = seen.path.strip("/").split("/")
                if len(parts) == 6 and parts[3] == "issues":
                    posts["/".join((*parts[1:3], parts[4])), parts[5]] += 1
        log = self._github.sender.log
        lost, doubled = [], []
        threads: dict[str, Mapping[str, Any]] = {}
        for story in self.stories:
            repository = self._github.state.repositories[story.repository]
            issue = repository.issues.get(story.number)
            if issue is None:
                continue
            name = f"{story.repository}/{story.number}"
            ours = [c for c in issue.comments if c.author == self._github.state.bot]
            labelled = LABEL in issue.labels
            wanted = int(story.ending == "asked")
            made = posts[name, "comments"], posts[name, "labels"]
            if len(ours) < wanted or labelled < wanted:
                lost.append(f"{name}: {len(ours)} comments, label {labelled}")
            most = 0 if story.ending == "complete" else 1
            if len(ours) > wanted or labelled > wanted or max(made) > most:
                doubled.append(f"{name}: {len(ours)} comments, label {labelled}, made {made}")
            threads[name] = {
                "repository_id": repository.id,
                "number": story.number,
                "comment_id": ours[0].id if ours else None,
                "labelled": labelled,
                "events": len(story.steps),
            }
        return {
            "done": self.done and not self._github.sender.busy,
            "guids": sorted({a.guid for a in log}),
            "posted": len(log),
            "unanswered": sum(not 200 <= a.status < 300 for a in log),
            "lost": lost,
            "doubled": doubled,
            "threads": threads,
            "violations": list(self._github.violations)[:20],
            "requests": dict(Counter(s.kind for s in self._github.seen)),
            "refused": dict(Counter(str(s.status) for s in self._github.seen if s.status >= 400)),
        }
