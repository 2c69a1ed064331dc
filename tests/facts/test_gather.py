from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.facts.gather import Gatherer
from bot.facts.organisation import Named, read_organisation
from bot.facts.permissions import read_installation
from bot.github.client import GitHub
from bot.github.errors import Paused, Unreachable
from bot.parsing.forms import parse_forms
from bot.store.database import Database
from bot.store.texts import StoredTexts
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from tests.clocks import FixedClock
from tests.github.server import FreeSlots, client
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub, new_key
from tests.rig.github import Answer

REPOSITORY, INSTALLATION = "example-ai/engine", 77
FORM = """
name: Bug
description: Something is wrong
body:
  - type: textarea
    id: version
    attributes: {label: Version}
    validations: {required: true}
"""


@pytest.fixture(scope="session")
def key() -> str:
    """The App's private key."""
    return new_key()


class Texts:
    """Texts in memory; the store's own are tested with both databases below."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def known(self, repository_id: int, oids: Any) -> Mapping[str, str]:
        return {oid: self.kept[oid] for oid in oids if oid in self.kept}

    async def keep(
        self, repository_id: int, texts: Mapping[str, str], places: Mapping[str, str]
    ) -> None:
        self.kept |= texts


@dataclass
class Desk:
    """A gatherer before one repository with one issue."""

    rig: FakeGitHub
    github: GitHub
    clock: FixedClock
    number: int
    texts: Any = field(default_factory=Texts)
    parsed: list[Mapping[str, str]] = field(default_factory=list)
    gatherer: Gatherer = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process: nothing in memory, the store as it was."""
        self.gatherer = Gatherer(
            self.github.app(),
            lambda _thread: self.github.installation(INSTALLATION),
            self.texts,
            self.parse,
            self.clock.now,
        )

    async def parse(self, files: Mapping[str, str]) -> RepositoryForms:
        self.parsed.append(files)
        return parse_forms(dict(files))

    @property
    def thread(self) -> Thread:
        found = self.rig.state.repositories[self.rig.state.moved.get(REPOSITORY, REPOSITORY)]
        return Thread(Repository(found.id, "example-ai", "engine", INSTALLATION), self.number)

    def reads(self) -> int:
        """Reads since the last call of this."""
        count = sum(s.kind == "read" for s in self.rig.seen)
        self.rig._seen.clear()
        return count

    @property
    def issue(self) -> Any:
        return next(iter(self.rig.state.repositories.values())).issues[self.number]


@asynccontextmanager
async def desk(clock: FixedClock, contract: Contract, key: str) -> AsyncIterator[Desk]:
    rig = FakeGitHub(clock, contract, key=key)
    rig.add_installation(INSTALLATION, "example-ai")
    rig.add_repository(
        REPOSITORY,
        INSTALLATION,
        labels=["bug"],
        maintainers={"a-maintainer"},
        files={".github/ISSUE_TEMPLATE/bug.yml": FORM, "README.md": "Hello."},
    )
    await rig.start()
    try:
        number = await rig.open_issue(REPOSITORY, "a-reporter", "It stops", "### Version\n\n1")
        async with client(rig.api_url, clock, key, slots=FreeSlots(clock)) as github:
            yield Desk(rig, github, clock, number)
        assert rig.violations == []
    finally:
        await rig.stop()


@pytest.fixture
async def here(clock: FixedClock, contract: Contract, key: str) -> AsyncIterator[Desk]:
    async with desk(clock, contract, key) as made:
        yield made


async def test_a_cold_look_costs_at_most_four_reads_and_a_warm_one_at_most_two(here: Desk) -> None:
    await read_installation(here.github.app(), INSTALLATION, here.clock.now())
    await here.gatherer.gather(here.thread)
    cold = here.reads()

    await here.gatherer.gather(here.thread)
    warm = here.reads()

    assert (cold, warm) == (4, 1)


async def test_changed_guidance_costs_one_read_more_once_however_much_changed(here: Desk) -> None:
    await here.gatherer.gather(here.thread)
    here.reads()
    await here.rig.put_file(REPOSITORY, ".github/ISSUE_TEMPLATE/bug.yml", FORM + "# new")
    await here.rig.put_file(REPOSITORY, ".github/linchpin.yml", "budget: {}")

    seen = await here.gatherer.gather(here.thread)
    changed = here.reads()
    await here.gatherer.gather(here.thread)

    assert (changed, here.reads()) == (2, 1)
    assert seen is not None
    assert seen.guidance.files[".github/linchpin.yml"] == "budget: {}"
    assert len(here.parsed) == 2, "forms are parsed again only when they changed"


async def test_what_a_project_says_of_owners_and_ways_is_read_where_github_looks_for_it(
    here: Desk,
) -> None:
    for path in ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", "docs/SECURITY.md"):
        await here.rig.put_file(REPOSITORY, path, f"of {path}")
    await here.gatherer.gather(here.thread)
    here.reads()
    await here.rig.put_file(REPOSITORY, "Contributing.md", "Please do.")

    seen = await here.gatherer.gather(here.thread)

    assert here.reads() == 2
    assert seen is not None
    assert seen.guidance.named("codeowners") == "of .github/CODEOWNERS"
    assert seen.guidance.named("security.md") == "of docs/SECURITY.md"
    assert seen.guidance.named("contributing.rst", "contributing.md") == "Please do."
    assert seen.guidance.named("owners") == ""
    assert len(here.parsed) == 1, "forms did not change"


async def test_files_of_labels_for_paths_are_read_at_the_root_alone(here: Desk) -> None:
    for path in ("OWNERS", ".github/OWNERS", "triagebot.toml", "docs/triagebot.toml"):
        await here.rig.put_file(REPOSITORY, path, f"of {path}")

    seen = await here.gatherer.gather(here.thread)

    assert seen is not None
    assert seen.guidance.named("owners") == "of OWNERS"
    assert seen.guidance.named("triagebot.toml") == "of triagebot.toml"


async def test_a_new_process_reads_no_text_that_the_store_holds(
    here: Desk, database: Database
) -> None:
    here.texts = StoredTexts(database, here.clock)
    here.restart()
    first = await here.gatherer.gather(here.thread)
    here.restart()
    here.reads()

    second = await here.gatherer.gather(here.thread)

    assert here.reads() == 2, "who we are, and the look"
    assert first is not None
    assert second is not None
    assert first.guidance == second.guidance
    assert [f.label for form in second.forms.forms for f in form.fields] == ["Version"]


async def test_labels_behind_the_first_hundred_are_read_once_an_hour(here: Desk) -> None:
    labels = [f"label-{n:03}" for n in range(250)]
    here.rig.state.repositories[REPOSITORY].labels = list(labels)

    seen = await here.gatherer.gather(here.thread)
    first = here.reads()
    await here.gatherer.gather(here.thread)
    second = here.reads()
    here.clock.advance(timedelta(hours=1, seconds=1))
    await here.gatherer.gather(here.thread)

    assert (first, second, here.reads()) == (5, 1, 3)
    assert seen is not None
    assert seen.labels.names == frozenset(labels)


async def test_what_is_gone_for_us_is_none(here: Desk) -> None:
    here.issue.deleted = True
    assert await here.gatherer.gather(here.thread) is None

    missing = Thread(here.thread.repository, 999)
    assert await here.gatherer.gather(missing) is None

    here.rig.state.repositories.clear()
    assert await here.gatherer.gather(Thread(missing.repository, 1)) is None


async def test_a_deleted_account_is_nobody(here: Desk) -> None:
    here.issue.author = "ghost"
    await here.rig.comment(REPOSITORY, here.number, "ghost", "I was here.")
    await here.rig.add_label(REPOSITORY, here.number, "ghost", "bug")

    seen = await here.gatherer.gather(here.thread)

    assert seen is not None
    assert seen.issue.author is None
    assert seen.issue.comments[0].author is None
    assert not seen.issue.comments[0].by_us
    assert seen.issue.label_history[0].by is None
    assert not seen.issue.label_history[0].by_us
    assert await here.gatherer.is_ours(None) is False


async def test_an_issue_that_became_a_pull_request_is_one(here: Desk) -> None:
    assert (await here.gatherer.gather(here.thread)) is not None
    here.issue.is_pull_request = True

    seen = await here.gatherer.gather(here.thread)

    assert seen is not None
    assert seen.issue.is_pull_request
    assert seen.issue.is_open


async def test_a_long_thread_shows_its_ends_and_says_that_it_has_a_middle(here: Desk) -> None:
    async def talk(until: int) -> tuple[int, bool]:
        while len(here.issue.comments) < until:
            here.clock.advance(timedelta(seconds=1))
            await here.rig.comment(
                REPOSITORY, here.number, "a-reporter", str(len(here.issue.comments))
            )
        seen = await here.gatherer.gather(here.thread)
        assert seen is not None
        bodies = [int(c.body) for c in seen.issue.comments]
        assert bodies == sorted(set(bodies)), "oldest first, without doubles"
        assert {0, until - 1} <= set(bodies)
        return len(bodies), seen.issue.has_all_comments

    assert await talk(60) == (60, True)
    assert await talk(100) == (100, True)
    assert await talk(101) == (100, False)
    assert await talk(150) == (100, False)


async def test_the_thread_is_told_as_it_is_now(here: Desk) -> None:
    await here.rig.edit_issue(REPOSITORY, here.number, "a-reporter", title="New", body="New body")
    await here.rig.comment(REPOSITORY, here.number, "a-maintainer", "Thanks.")
    here.rig.add_comment(
        here.rig.state.repositories[REPOSITORY], here.issue, here.rig.state.bot, "Ours."
    )
    await here.rig.add_label(REPOSITORY, here.number, "a-maintainer", "bug")
    await here.rig.lock_issue(REPOSITORY, here.number, "a-maintainer")
    await here.rig.close_issue(REPOSITORY, here.number, "a-maintainer")
    await here.rig.rename_repository(REPOSITORY, "renamed")

    seen = await here.gatherer.gather(here.thread)

    assert seen is not None
    issue = seen.issue
    assert (issue.title, issue.body, issue.labels) == ("New", "New body", frozenset({"bug"}))
    assert (issue.is_open, issue.is_locked, issue.is_pull_request) == (False, True, False)
    assert seen.thread.repository.full_name == "example-ai/renamed"
    assert issue.author == Person(here.rig.state.user_id("a-reporter"), "a-reporter")
    assert [(c.by_us, c.association) for c in issue.comments] == [(False, "MEMBER"), (True, "NONE")]
    assert [(c.label, c.added, c.by_us) for c in issue.label_history] == [("bug", True, False)]
    assert await here.gatherer.is_ours(issue.comments[1].author)
    assert not await here.gatherer.is_ours(issue.comments[0].author)
    assert not await here.gatherer.is_ours(Person(1, here.rig.slug)), "a person may take our name"


async def test_an_empty_body_is_text(here: Desk) -> None:
    here.issue.body = None

    seen = await here.gatherer.gather(here.thread)

    assert seen is not None
    assert seen.issue.body == ""


async def test_a_repository_without_guidance_costs_nothing_more(here: Desk) -> None:
    here.rig.state.repositories[REPOSITORY].files = {"README.md": "Hello."}

    seen = await here.gatherer.gather(here.thread)

    assert here.reads() == 2
    assert seen is not None
    assert (dict(seen.guidance.files), seen.forms.forms) == ({}, ())


async def test_a_limit_or_an_outage_is_not_taken_for_a_thread_that_is_gone(here: Desk) -> None:
    here.rig.faults.answers = [Answer("/graphql", graphql_errors=("RATE_LIMITED",))]
    with pytest.raises(Paused):
        await here.gatherer.gather(here.thread)

    here.rig.faults.answers = [Answer("/graphql", 502)] * 4
    with pytest.raises(Unreachable):
        await here.gatherer.gather(here.thread)


@pytest.mark.parametrize("suspended", [False, True])
async def test_an_installation_is_asked_for_what_it_grants(here: Desk, suspended: bool) -> None:
    here.rig.state.installations[INSTALLATION].permissions = {"issues": "read", "contents": "read"}
    here.rig.state.installations[INSTALLATION].suspended = suspended

    found = await read_installation(here.github.app(), INSTALLATION, here.clock.now())

    assert found.permissions == (("contents", "read"), ("issues", "read"))
    assert found.change == ("suspend" if suspended else "created")
    assert found.account.login == "example-ai"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "name: ' Example Systems '\nprivacy-url: https://example.com/p\n",
            Named("Example Systems", "https://example.com/p"),
        ),
        ("name: Example Systems\n", "must give name and privacy-url"),
        ("privacy-url: https://example.com/p\n", "must give name"),
        ("name: ''\nprivacy-url: https://example.com/p\n", "must give name"),
        ("name: [a]\nprivacy-url: https://example.com/p\n", "must give name"),
        ("name: A\nprivacy-url: javascript:alert(1)\n", "must be an address"),
        ("name: A\nprivacy-url: http://example.com/p\n", "must be an address"),
        ("name: A\nprivacy-url: 'https://example.com/) [x](y'\n", "must be an address"),
        ('name: A\nprivacy-url: "https://example.com/\\n# Big"\n', "must be an address"),
        ("- a list\n", "must give name"),
        ("name: 'unclosed\n", ".yml:1: found unexpected end of stream"),
        ("", "must give name"),
        (None, "is missing"),
    ],
)
async def test_an_organisation_says_who_it_is_or_is_told_what_is_wrong(
    here: Desk, text: str | None, expected: Named | str
) -> None:
    if text is not None:
        await here.rig.put_file(REPOSITORY, "organisation.yml", text)

    found = await read_organisation(here.github.installation(INSTALLATION), REPOSITORY)

    if isinstance(found, Named):
        assert found == expected
    else:
        assert str(expected) in found
