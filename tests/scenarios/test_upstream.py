"""An issue was pointed to a thread upstream; when that is fixed, people hear of it once."""

from pathlib import Path

from bot.app.parts import open_github
from bot.intake.deliveries import POLL
from bot.intake.kept_events import delivery_of
from bot.store import installations, threads
from bot.store.threads import StoredSection
from bot.vocabulary.events import UpstreamFixed
from bot.vocabulary.threads import Thread
from bot.work.upstream import Upstream
from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import Answer
from tests.scenarios.world import INCOMPLETE, INSTALLATION, MAINTAINER, REPORTER, REPOSITORY, world

KERNELS = "example-ai/kernels"
CONFIG = "ask-for-missing-information: {mode: act}\nreport-back-from-upstream: {mode: act}\n"


async def test_what_was_fixed_upstream_is_told_once_with_who_fixed_it(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    async with world(tmp_path, database_url, ScaledClock(20), contract, config=CONFIG) as here:
        github = here.github
        assert isinstance(github, FakeGitHub)
        github.add_repository(KERNELS, INSTALLATION, maintainers={MAINTAINER})
        cause = await github.open_issue(KERNELS, REPORTER, "Grid is empty", "It fails.")
        number = await github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
        await here.quiet()
        async with here.parts.database.write() as connection:
            found = await installations.by_name(connection, *REPOSITORY.split("/"))
            assert found is not None
            section = StoredSection("The cause may lie upstream.", (f"{KERNELS}#{cause}",))
            now = here.parts.clock.now()
            await threads.set_section(connection, Thread(found, number), "upstream", section, now)
        async with open_github(here.parts) as reader:
            chore = Upstream(here.parts.database, here.parts.inbox, reader, here.parts.clock)

            assert await chore.look() == 0, "it is open"

            pull = await github.open_pull_request(KERNELS, REPORTER, "Mend", f"Fixes #{cause}")
            await github.merge(KERNELS, pull, MAINTAINER)
            assert await chore.look() == 1
            await here.quiet()

            asked, told = await github.comments(REPOSITORY, number)
            assert "☐ **Version**" in asked.body
            assert f"Fixed upstream: [{KERNELS}, {cause}]" in asked.body
            assert f"by [pull request {pull}]" in told.body
            assert "Example Systems" in told.body
            assert await chore.look() == 0, "nothing is left to be told"
            await here.quiet()

        assert len(await github.comments(REPOSITORY, number)) == 2
        assert await github.comments(KERNELS, cause) == []


async def test_what_was_fixed_upstream_is_told_though_the_first_run_died_over_it(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    async with world(tmp_path, database_url, ScaledClock(60), contract, config=CONFIG) as here:
        github = here.github
        number = await github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
        await here.quiet()
        async with here.parts.database.write() as connection:
            found = await installations.by_name(connection, *REPOSITORY.split("/"))
            assert found is not None
            thread, now = Thread(found, number), here.parts.clock.now()
            section = StoredSection("The cause may lie upstream.", (f"{KERNELS}#3",))
            await threads.set_section(connection, thread, "upstream", section, now)
        event = UpstreamFixed(thread, None, now, False, upstream=f"{KERNELS}#3", fixed_by="#4")
        delivery = delivery_of(event, POLL, now, known_as="upstream:test")
        github.faults.answers += [Answer(f"/issues/{number}/comments", status=502)] * 2

        await here.parts.inbox.put(delivery)

        async def told() -> bool:
            return len(await github.comments(REPOSITORY, number)) == 2

        await here.until(told)
        await here.quiet()
        assert github.faults.answers == []
        assert len(await github.comments(REPOSITORY, number)) == 2
