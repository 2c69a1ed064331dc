"""Installing the App has the past read; what happens meanwhile and after is told by webhooks."""

import asyncio
from pathlib import Path

from bot.store import backfills, installations, items, standing
from bot.vocabulary.history import Item
from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.github import GitHubRig
from tests.scenarios.conftest import Ground
from tests.scenarios.world import COMPLETE, MAINTAINER, REPORTER, REPOSITORY, World, world


async def known(here: World, number: int) -> Item | None:
    async with here.parts.database.read() as connection:
        repository = await installations.by_name(connection, *REPOSITORY.split("/"))
        if repository is None:
            return None
        return await items.load(connection, repository.id, number)


async def test_old_and_new_threads_are_known_alike(
    ground: Ground, tmp_path: Path, contract: Contract
) -> None:
    old: list[int] = []

    async def before_the_app(github: GitHubRig) -> None:
        old.append(await github.open_issue(REPOSITORY, REPORTER, "An old one", COMPLETE))
        await github.comment(REPOSITORY, old[0], MAINTAINER, "Thanks, we look into it.")
        pull = await github.open_pull_request(REPOSITORY, REPORTER, "Mend it", "See above.")
        await github.request_review(REPOSITORY, pull, REPORTER, reviewer=MAINTAINER)
        old.append(pull)

    clock = ScaledClock(60)
    async with world(
        tmp_path,
        ground.database_url,
        clock,
        contract,
        prepare=before_the_app,
        emulator=ground.emulator,
    ) as here:
        new = await here.github.open_issue(REPOSITORY, REPORTER, "A new one", COMPLETE)
        await here.github.comment(REPOSITORY, new, MAINTAINER, f"@{REPORTER}, thanks.")

        async def all_known() -> bool:
            async with here.parts.database.read() as connection:
                unfinished = await backfills.unfinished(connection)
            found = [await known(here, number) for number in (*old, new)]
            return not unfinished and all(one is not None and one.opened_at for one in found)

        await here.until(all_known)
        await here.until(lambda: answered(here, new))
        first, pull, last = [await known(here, number) for number in (*old, new)]
        async with here.parts.database.read() as connection:
            repository = await installations.by_name(connection, *REPOSITORY.split("/"))
            assert repository is not None
            asked = await standing.open_demands(connection, repository.id, old[1])
            backlog = await standing.backlog(connection, repository.id, is_pull_request=False)

    assert first is not None
    assert pull is not None
    assert last is not None
    assert first.answered_by == last.answered_by is not None
    assert first.author == pull.author == last.author is not None
    assert [demand.causes for demand in asked] == [("review",)]
    assert asked[0].person == first.answered_by
    assert (backlog.open, backlog.unanswered, backlog.mode) == (2, 0, "webhook")


async def answered(here: World, number: int) -> bool:
    await asyncio.sleep(0)
    found = await known(here, number)
    return found is not None and found.answered_at is not None
