"""From the link in the comment to the page, and from its button to GitHub, on both stores."""

import re
from pathlib import Path

import aiohttp

from tests.clocks import LeapingClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.scenarios.world import INCOMPLETE, MAINTAINER, REPORTER, REPOSITORY, world
from tests.web.visitors import Visitor

URL = "http://localhost:1"


async def test_the_link_explains_what_stands_and_its_button_takes_it_back_for_good(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    clock = LeapingClock(20)
    wanted = {
        "LINCHPIN_PUBLIC_URL": URL,
        "GITHUB_CLIENT_ID": "Iv23.a-client-of-the-rig",
        "GITHUB_CLIENT_SECRET": "a client's secret",
    }
    async with world(tmp_path, database_url, clock, contract, overrides=wanted) as here:
        github = here.github
        assert isinstance(github, FakeGitHub)
        github.web_flow.callback = f"{URL}/login/back"
        number = await github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
        await here.quiet()
        await github.comment(REPOSITORY, number, MAINTAINER, "/linchpin why")
        await here.quiet()
        (ours,) = [
            c for c in await github.comments(REPOSITORY, number) if c.author.endswith("[bot]")
        ]
        links = re.findall(rf"\(({URL}/why/[0-9a-f]{{32}})\)", ours.body)
        label, section = (link.removeprefix(URL) for link in links)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(here.url, cookie_jar=jar) as http:
            visitor = Visitor(github, http)
            public = [await visitor.get(path) for path in (label, section)]
            await visitor.sign_in(MAINTAINER)
            token = (await visitor.get(label)).token
            await visitor.post(f"{label}/undo", data={"token": token})
            await here.quiet()
            labels = await github.labels(REPOSITORY, number)
            after = await visitor.get(label)
            await visitor.post(f"{section}/undo", data={"token": token})
            await here.quiet()
        body = INCOMPLETE.replace("second", "third")
        await github.edit_issue(REPOSITORY, number, REPORTER, body=body)
        await here.quiet()

        assert [page.status for page in public] == [200, 200]
        assert "needs-info" in public[0].text
        assert labels == frozenset()
        assert "Taken back on" in after.text
        standing = [c for c in await github.comments(REPOSITORY, number) if not c.minimized]
        assert [c.author for c in standing] == [MAINTAINER]
        assert await github.labels(REPOSITORY, number) == frozenset()
