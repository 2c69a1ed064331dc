"""Accounts that the organisation calls machines answer nobody, whenever it says so."""

from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.threads import Repository
from bot.work.history import History
from tests.clocks import FixedClock
from tests.history.past import KEY, here, store
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

NAME = "example-ai/engine"


async def test_what_a_machine_did_counts_anew_when_it_is_listed_and_when_it_is_not_any_more(
    database_url: str, clock: FixedClock, contract: Contract
) -> None:
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_repository(NAME, None)
    number = await github.open_issue(NAME, "ann", "It stops", "")
    await github.comment(NAME, number, "Gatekeeper", "Thank you for your report.")
    await github.start()
    repository = Repository(github.state.repositories[NAME].id, "example-ai", "engine", None)
    listed: list[frozenset[str] | None] = [frozenset()]
    answered = []
    async with store(database_url, clock, github) as opened:
        past = History(opened.database, Pseudonyms(KEY), clock, here, lambda: listed[-1])
        await opened.read(repository)
        for logins in (frozenset[str](), frozenset({"gatekeeper"}), None, frozenset[str]()):
            listed.append(logins)
            await past.fold()
            stands = await opened.item(repository.id, number)
            answered.append(stands.answered_at is not None)
            # Another process knows no list, and leaves what was applied.
            other = History(opened.database, Pseudonyms(KEY), clock, here, lambda: None)
            assert await other.fold() == 0
    await github.stop()

    assert answered == [True, False, False, True]
