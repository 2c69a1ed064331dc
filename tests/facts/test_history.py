"""What capabilities may ask of a repository's past."""

from bot.facts.history import History
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.history import AuthorHistory
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.work.weeks import Weeks
from tests.clocks import FixedClock
from tests.history.past import KEY, here, store
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

NAME = "example-ai/engine"


async def test_the_author_the_backlog_the_demands_and_the_weeks_are_told_with_their_mode(
    database_url: str, clock: FixedClock, contract: Contract
) -> None:
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_repository(NAME, None)
    github.populate_history(NAME, threads=60, seed=4, until=clock.now(), days=60)
    first = await github.open_issue(NAME, "newcomer", "It stops", "")
    await github.comment(NAME, first, "cleo", "Thanks.")
    second = await github.open_pull_request(NAME, "newcomer", "Mend it", "")
    await github.request_review(NAME, second, "newcomer", reviewer="cleo")
    await github.start()
    repository = Repository(github.state.repositories[NAME].id, "example-ai", "engine", None)
    newcomer = Person(github.state.user_id("newcomer"), "newcomer")
    async with store(database_url, clock, github) as opened:
        await opened.read(repository, 60)
        await opened.past.fold()
        await Weeks(opened.database, clock, here).keep()
        facts = History(opened.database, Pseudonyms(KEY))
        author = await facts.author(Thread(repository, second), newcomer)
        nobody = await facts.author(Thread(repository, second), None)
        issues = await facts.backlog(repository, is_pull_request=False)
        demands = await facts.demands(Thread(repository, second))
        weeks = await facts.weeks(repository, is_pull_request=False)
    await github.stop()

    state = github.state.repositories[NAME].issues.values()
    assert (author.opened, author.answered, author.merged) == (1, 1, 0)
    assert nobody == AuthorHistory()
    assert issues.open == sum(i.state == "open" and not i.is_pull_request for i in state)
    assert 0 < issues.unanswered < issues.open
    assert issues.known_since is not None
    assert [(demand.causes, demand.in_court) for demand in demands] == [(("review",), True)]
    assert len(weeks) == 5
    assert {issues.mode, *(week.mode for week in weeks)} == {"watch"}
