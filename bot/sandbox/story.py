"""The story the demo tells, by people's acts alone, and what is seen of the bot meanwhile."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox import sample
from bot.sandbox.views import IssueView, Tracker

PATIENCE_SECONDS = 60
"""The first comment is to stand within a minute."""

PAUSE_SECONDS = 4
"""Between two acts of the story, for those who watch it in a browser."""

LOOK_SECONDS = 0.2
WATCH_SECONDS = 1
LABEL = "needs-info"


class StoryFailed(Exception):
    """The bot did not do its part."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bot has on an issue."""

    asked: bool = False
    """Its comment is there and not folded away."""
    ticked: int = 0
    open: int = 0
    folded: bool = False
    labelled: bool = False
    unwanted: bool = False
    """A maintainer answered the comment with 👎."""


@dataclass(frozen=True, slots=True)
class Story:
    """Tells in lines what happens on a tracker whose pages are at `url`."""

    tracker: Tracker
    url: str
    notices: dict[int, str]
    """Texts the pages show above issues, by number."""
    now: Callable[[], datetime]
    say: Callable[[str], None]

    def link(self, number: int) -> str:
        """An issue's address, for a browser."""
        return f"{self.url}/{number}"

    async def tell(self, pause_seconds: float = PAUSE_SECONDS) -> None:
        """The story on a first issue. Raises `StoryFailed` when it goes otherwise."""
        tracker, who = self.tracker, sample.REPORTER
        first = sample.incomplete()
        number = await tracker.open_issue(who, first.title, first.body, first.labels)
        self._tell(f"{who} opens an incomplete issue: {self.link(number)}")
        asked = await self.until(number, lambda s: s.asked and s.labelled)
        self._tell(f"Linchpin asks for {asked.open} things in one comment, and labels the issue")

        await asyncio.sleep(pause_seconds)
        await tracker.edit_body(number, who, sample.half_complete().body)
        self._tell(f"{who} edits the issue: it tells the steps now")
        ticked = await self.until(number, lambda s: s.asked and s.ticked > asked.ticked)
        self._tell(f"the comment ticked itself: ☑ {ticked.ticked}, ☐ {ticked.open}")

        await asyncio.sleep(pause_seconds)
        await tracker.edit_body(number, who, sample.complete().body)
        self._tell(f"{who} edits it again: all that was asked for is there")
        await self.until(number, lambda s: not s.asked and not s.labelled)
        self._tell("comment and label are gone, the issue is ready for the maintainers")

    async def hand_over(self) -> int:
        """Leave an incomplete issue for the newcomer, and say what to try; its number."""
        report, who = sample.FOR_THE_NEWCOMER, sample.REPORTER
        number = await self.tracker.open_issue(who, report.title, report.body, report.labels)
        self.notices[number] = (
            "**Try it.** Complete the report: write this in the reply box below, as "
            f"{who}:\n\n    {sample.COMPLETING_LINE}\n\nOr be the maintainer and press 👎 under "
            "Linchpin's comment: it takes everything back and stays out of this issue."
        )
        await self.until(number, lambda s: s.asked and s.labelled)
        lines = (
            "",
            f"Now you, in a browser: {self.link(number)}",
            f"  complete it: write a reply as {who}, say",
            f"      {sample.COMPLETING_LINE}",
            f"  or press 👎 under the comment, as {sample.MAINTAINER}",
            f"  or open an issue of your own: {self.url}/new/choose",
            "What Linchpin does is told here; Ctrl-C ends the demo.",
            "",
        )
        self.say("\n".join(lines))
        return number

    async def watch(self) -> None:
        """Tell what the bot does, on every issue, until cancelled."""
        before = {i.number: await self._standing(i.number) for i in await self.tracker.issues()}
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            for issue in await self.tracker.issues():
                now = await self._standing(issue.number)
                change = told(before.get(issue.number, Standing()), now)
                if before.get(issue.number, Standing()).asked and not now.asked:
                    self.notices.pop(issue.number, None)  # it is done
                if change:
                    self._tell(f"#{issue.number}: {change}")
                before[issue.number] = now

    async def until(self, number: int, wanted: Callable[[Standing], bool]) -> Standing:
        """What stands once it is as wanted. Raises `StoryFailed` when it does not get so."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    found = await self._standing(number)
                    if wanted(found):
                        return found
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError as late:
            raise StoryFailed(
                f"Linchpin did not do its part on {self.link(number)} in {PATIENCE_SECONDS} s."
            ) from late

    async def _standing(self, number: int) -> Standing:
        issue = await self.tracker.issue(number)
        return Standing() if issue is None else standing(issue)

    def _tell(self, line: str) -> None:
        self.say(f"{self.now().astimezone():%H:%M:%S}  {line}")


def standing(issue: IssueView) -> Standing:
    """What the bot has on an issue."""
    labelled = LABEL in issue.labels
    ours = [c for c in issue.comments if c.author.endswith("[bot]")]
    if not ours:
        return Standing(labelled=labelled)
    comment = ours[-1]
    return Standing(
        asked=not comment.folded_as,
        ticked=comment.body.count("☑"),
        open=comment.body.count("☐"),
        folded=bool(comment.folded_as),
        labelled=labelled,
        unwanted=("-1", sample.MAINTAINER) in comment.reactions,
    )


def told(was: Standing, now: Standing) -> str:
    """What changed, in words; empty when nothing worth telling did."""
    if now.asked and not was.asked:
        return f"Linchpin asks for {now.open} thing{'' if now.open == 1 else 's'}"
    if was.asked and not now.asked:
        what = "its comment is folded away" if now.folded else "its comment is gone"
        if was.unwanted or now.unwanted:
            return f"a maintainer said 👎: {what}, Linchpin stays out of this issue"
        return f"Linchpin has nothing left to ask: {what}"
    if now.unwanted and not was.unwanted:
        return "a maintainer says 👎"
    if now.ticked > was.ticked:
        return f"the comment ticked itself: ☑ {now.ticked}, ☐ {now.open}"
    return ""
