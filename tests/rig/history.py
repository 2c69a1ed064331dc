"""A repository's past, made up from a seed: threads as people and bots leave them, told nobody."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.rig.changes import Changes
from tests.rig.state import GHOST, State
from tests.rig.things import Issue, Repository

BOTS = ("helper-bot[bot]", "ci-results[bot]", "stale-sweeper[bot]")
LABELS = ("bug", "enhancement", "question", "documentation", "needs-info", "regression", "ci")
TEAMS = ("core", "docs")
SENTENCE = (
    "the server stops after a request while loading weights on two cards with the newest driver "
    "and answers nothing until it is started again which we see since the last release under load"
)
WORDS = SENTENCE.split()
PULLS = 0.45
"""Share of the threads that are pull requests."""
LONG_EVERY = 1500
"""Beside three in every history, one thread in so many has more than a hundred items."""


def write_history(
    state: State, where: Repository, threads: int, seed: int, until: datetime, days: int
) -> None:
    """Append `threads` threads opened and changed in the `days` before `until`."""
    Writer(state, where, random.Random(seed), until).write(threads, timedelta(days=days))


class Writer:
    """Writes one repository's threads, the oldest first; some by accounts that are gone."""

    def __init__(
        self, state: State, where: Repository, chance: random.Random, until: datetime
    ) -> None:
        self._where = where
        self._chance = chance
        self._until = until
        self._change = Changes(state)
        self._keepers = sorted(where.maintainers) or [f"keeper-{n}" for n in range(1, 9)]
        where.maintainers.update(self._keepers)
        for label in LABELS:
            if label not in where.labels:
                where.labels.append(label)

    def write(self, threads: int, span: timedelta) -> None:
        start = self._until - span
        opened = sorted(start + span * self._chance.random() for _ in range(threads))
        people = 20 + threads // 15
        self._people = [f"person-{n}" for n in range(people)]
        long = {threads // 4, threads // 2, threads * 3 // 4} if threads >= 20 else set()
        for n, at in enumerate(opened):
            is_long = n in long or n % LONG_EVERY == LONG_EVERY - 1
            # A long one takes its time, so that all its items fit in.
            items = self._chance.randint(101, 180) if is_long else self._few()
            self._thread(at.replace(microsecond=0), items, span)

    def _few(self) -> int:
        """How many things happen on a thread: often little, sometimes some forty."""
        return min(40, int(self._chance.expovariate(1 / 4)))

    def _somebody(self) -> str:
        """Few do most of it."""
        drawn = self._chance.random()
        if drawn < 0.35:
            return self._keepers[int(len(self._keepers) * self._chance.random() ** 2)]
        if drawn < 0.43:
            return self._chance.choice(BOTS)
        if drawn < 0.44:
            return GHOST
        return self._people[int(len(self._people) * self._chance.random() ** 3)]

    def _opener(self, *, is_pull: bool) -> str:
        """Many open one thread each; some pull requests are made by a program."""
        drawn = self._chance.random()
        if is_pull and drawn < 0.05:
            return BOTS[0]
        if drawn < 0.06:
            return GHOST
        return self._people[int(len(self._people) * self._chance.random() ** 2)]

    def _text(self, most: int) -> str:
        """Some words, now and then with a mention or a name that must be found or not."""
        words = self._chance.choices(WORDS, k=self._chance.randint(3, most))
        drawn = self._chance.random()
        if drawn < 0.12:
            words.insert(1, f"@{self._chance.choice(self._keepers)}")
        elif drawn < 0.15:
            words += ["\n\n> as", f"@{self._chance.choice(self._people)}", "wrote"]
        elif drawn < 0.17:
            words += ["\n\n```\nmail", f"@{self._chance.choice(self._keepers)}\n```"]
        elif drawn < 0.19:
            words.append(f"see #{self._chance.randint(1, len(self._where.issues) + 1)}")
        return " ".join(words)

    def _thread(self, at: datetime, items: int, span: timedelta) -> None:
        chance, is_pull = self._chance, self._chance.random() < PULLS
        issue = self._change.open(
            self._where,
            self._opener(is_pull=is_pull),
            self._text(8)[:80],
            self._text(60),
            at,
            is_pull_request=is_pull,
            draft=is_pull and chance.random() < 0.15,
        )
        wait = (self._until - at) / (items + 1) if items > 100 else min(span / 50, span)
        for _ in range(items):
            at += wait * min(4.0, chance.expovariate(1)) if items <= 100 else wait
            at = at.replace(microsecond=0)
            if at >= self._until:
                return
            self._step(issue, at)
        if items <= 100:
            self._end(issue, at, wait)

    def _end(self, issue: Issue, at: datetime, wait: timedelta) -> None:
        """Most threads are closed after a while, most pull requests by merging."""
        chance = self._chance
        at = (at + wait * chance.expovariate(0.5)).replace(microsecond=0)
        if at >= self._until or issue.state == "closed" or chance.random() > 0.8:
            return
        keeper = chance.choice(self._keepers)
        if issue.is_pull_request and chance.random() < 0.75:
            self._change.merge(self._where, issue, keeper, at)
            return
        self._change.close(self._where, issue, chance.choice((keeper, issue.author, BOTS[2])), at)
        again = (at + wait).replace(microsecond=0)
        if chance.random() < 0.06 and again < self._until:
            self._change.reopen(self._where, issue, issue.author, again)

    def _step(self, issue: Issue, at: datetime) -> None:
        drawn = self._chance.random()
        if issue.is_pull_request and self._chance.random() < 0.35:
            self._review(issue, at)
        elif drawn < 0.6:
            author = issue.author if self._chance.random() < 0.25 else self._somebody()
            self._change.comment(self._where, issue, author, at, self._text(40))
        elif drawn < 0.63 and issue.comments:
            comment = self._chance.choice(issue.comments)
            self._change.edit_comment(self._where, issue, at, comment, self._text(40))
        elif drawn < 0.85:
            self._relabel(issue, at)
        else:
            self._reassign(issue, at)
        if issue.updated_at < at:  # there was nothing to take off or back
            self._change.comment(self._where, issue, self._somebody(), at, self._text(40))

    def _relabel(self, issue: Issue, at: datetime) -> None:
        by = self._chance.choice((*self._keepers, *BOTS))
        if issue.labels and self._chance.random() < 0.25:
            self._change.unlabel(self._where, issue, by, at, self._one(issue.labels))
            return
        label = self._chance.choice(LABELS)
        if label not in issue.labels:
            self._change.label(self._where, issue, by, at, label)

    def _reassign(self, issue: Issue, at: datetime) -> None:
        by = self._chance.choice(self._keepers)
        if issue.assignees and self._chance.random() < 0.4:
            self._change.unassign(self._where, issue, by, at, self._one(issue.assignees))
            return
        whom = by if self._chance.random() < 0.5 else self._chance.choice(self._keepers)
        if whom not in issue.assignees:
            self._change.assign(self._where, issue, by, at, whom)

    def _review(self, pull: Issue, at: datetime) -> None:
        chance, where = self._chance, self._where
        drawn, keeper = chance.random(), chance.choice(self._keepers)
        given = [r for r in pull.reviews if r.state in ("approved", "changes_requested")]
        if drawn < 0.3:
            if keeper not in pull.requested_reviewers and keeper != pull.author:
                self._change.request(where, pull, pull.author, at, keeper, None)
        elif drawn < 0.36:
            team = chance.choice(TEAMS)
            if team not in pull.requested_teams:
                self._change.request(where, pull, pull.author, at, None, team)
        elif drawn < 0.42:
            if pull.requested_reviewers:
                whom = self._one(pull.requested_reviewers)
                self._change.unrequest(where, pull, keeper, at, whom, None)
        elif drawn < 0.5:
            self._change.set_draft(where, pull, pull.author, at, draft=not pull.draft)
        elif drawn < 0.6 and given:
            self._change.dismiss(where, pull, keeper, at, chance.choice(given))
        elif drawn < 0.75:
            self._change.comment_on_code(where, pull, keeper, at, self._text(20))
        else:
            state = chance.choice(("approved", "approved", "changes_requested", "commented"))
            self._change.review(where, pull, keeper, at, state, self._text(20))

    def _one(self, of: Sequence[str]) -> str:
        return self._chance.choice(of)
