"""Random histories of a repository: what people do, act by act, on any GitHub of the rig."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.clocks import FixedClock
from tests.rig.github import GitHubRig

PEOPLE = ("ann", "ben", "cleo", "dan", "eve")
MAINTAINERS = frozenset({"cleo", "dan"})
BOT = "helper-bot[bot]"
TEAM = "reviewers"
LABELS = ("bug", "docs")
STATES = ("approved", "changes_requested", "commented")


@dataclass
class Thread:
    """What an act must know of a thread."""

    number: int
    author: str
    is_pull_request: bool
    draft: bool = False
    is_open: bool = True
    merged: bool = False
    labels: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    team_asked: bool = False
    comments: list[tuple[int, str]] = field(default_factory=list)
    reviews: list[int] = field(default_factory=list)


class Acts:
    """Does one random act at a time, each at least a second after the one before."""

    def __init__(
        self,
        github: GitHubRig,
        repository: str,
        clock: FixedClock,
        chance: Random,
        *,
        bot: str = BOT,
        longest_pause: timedelta = timedelta(days=12),
    ) -> None:
        self._github = github
        self._repository = repository
        self._clock = clock
        self._chance = chance
        self._bot = bot
        self._longest = longest_pause.total_seconds()
        self.threads: list[Thread] = []

    async def act(self) -> None:
        self._clock.advance(timedelta(seconds=self._chance.randint(1, int(self._longest))))
        if not self.threads or self._chance.random() < 0.15:
            await self._open()
            return
        thread = self._chance.choice(self.threads)
        possible: list[Callable[[Thread], Awaitable[None]]] = [
            self._comment,
            self._comment,
            self._label,
            self._assign,
            self._edit_body,
            self._close_or_reopen,
        ]
        if thread.comments:
            possible += [self._edit_comment, self._delete_comment]
        if thread.is_pull_request:
            possible += [self._request, self._request, self._review, self._review, self._draft]
            possible += [self._comment_on_code, self._merge]
            if thread.reviews:
                possible.append(self._dismiss)
        await self._chance.choice(possible)(thread)

    def _somebody(self) -> str:
        return self._chance.choice((*PEOPLE, self._bot))

    def _person(self) -> str:
        return self._chance.choice(PEOPLE)

    def _words(self) -> str:
        drawn = self._chance.random()
        if drawn < 0.4:
            return f"Could @{self._person()} have a look at this?"
        if drawn < 0.5:
            return "/retest"
        if drawn < 0.6:
            return f"> @{self._person()} said so\n\n`@{self._person()}` is code."
        return "It stops after the second request."

    async def _open(self) -> None:
        author, draft = self._somebody(), False
        if self._chance.random() < 0.5:
            number = await self._github.open_issue(
                self._repository, author, "It stops", self._words()
            )
            self.threads.append(Thread(number, author, is_pull_request=False))
            return
        draft = self._chance.random() < 0.3
        number = await self._github.open_pull_request(
            self._repository, author, "Mend it", self._words(), draft=draft
        )
        self.threads.append(Thread(number, author, is_pull_request=True, draft=draft))

    async def _comment(self, thread: Thread) -> None:
        author = self._somebody()
        made = await self._github.comment(self._repository, thread.number, author, self._words())
        thread.comments.append((made, author))

    async def _edit_comment(self, thread: Thread) -> None:
        comment_id, author = self._chance.choice(thread.comments)
        await self._github.edit_comment(self._repository, comment_id, author, self._words())

    async def _delete_comment(self, thread: Thread) -> None:
        comment = self._chance.choice(thread.comments)
        thread.comments.remove(comment)
        await self._github.delete_comment(self._repository, *comment)

    async def _edit_body(self, thread: Thread) -> None:
        await self._github.edit_issue(
            self._repository, thread.number, thread.author, body=self._words()
        )

    async def _label(self, thread: Thread) -> None:
        label, by = self._chance.choice(LABELS), self._somebody()
        if label in thread.labels:
            thread.labels.discard(label)
            await self._github.remove_label(self._repository, thread.number, by, label)
        else:
            thread.labels.add(label)
            await self._github.add_label(self._repository, thread.number, by, label)

    async def _assign(self, thread: Thread) -> None:
        whom, by = self._person(), self._somebody()
        if whom in thread.assigned:
            thread.assigned.discard(whom)
            await self._github.unassign(self._repository, thread.number, by, whom)
        else:
            thread.assigned.add(whom)
            await self._github.assign(self._repository, thread.number, by, whom)

    async def _close_or_reopen(self, thread: Thread) -> None:
        if thread.merged or (thread.is_open and self._chance.random() < 0.5):
            return
        thread.is_open = not thread.is_open
        by = self._chance.choice((thread.author, self._somebody()))
        if thread.is_open:
            await self._github.reopen_issue(self._repository, thread.number, by)
        else:
            await self._github.close_issue(self._repository, thread.number, by)

    async def _request(self, thread: Thread) -> None:
        by = self._somebody()
        if self._chance.random() < 0.2:
            ask = (
                self._github.remove_review_request
                if thread.team_asked
                else (self._github.request_review)
            )
            thread.team_asked = not thread.team_asked
            await ask(self._repository, thread.number, by, team=TEAM)
            return
        whom = self._chance.choice([p for p in PEOPLE if p != thread.author])
        if whom in thread.asked:
            thread.asked.discard(whom)
            await self._github.remove_review_request(
                self._repository, thread.number, by, reviewer=whom
            )
        else:
            thread.asked.add(whom)
            await self._github.request_review(self._repository, thread.number, by, reviewer=whom)

    async def _review(self, thread: Thread) -> None:
        whom = self._chance.choice([p for p in PEOPLE if p != thread.author])
        thread.asked.discard(whom)
        state = self._chance.choice(STATES)
        made = await self._github.review(
            self._repository, thread.number, whom, state, self._words()
        )
        if state != "commented":
            thread.reviews.append(made)

    async def _dismiss(self, thread: Thread) -> None:
        review_id = self._chance.choice(thread.reviews)
        thread.reviews.remove(review_id)
        await self._github.dismiss_review(self._repository, thread.number, "cleo", review_id)

    async def _draft(self, thread: Thread) -> None:
        if thread.is_open:
            thread.draft = not thread.draft
            await self._github.set_draft(
                self._repository, thread.number, thread.author, draft=thread.draft
            )

    async def _comment_on_code(self, thread: Thread) -> None:
        author = self._person()
        thread.asked.discard(author)
        await self._github.comment_on_code(self._repository, thread.number, author, self._words())

    async def _merge(self, thread: Thread) -> None:
        if thread.is_open and not thread.draft and self._chance.random() < 0.3:
            thread.is_open, thread.merged = False, True
            await self._github.merge(self._repository, thread.number, self._somebody())
