"""The pages in a real browser: they fit, nothing is loaded that the policy forbids, forms work."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import ConsoleMessage, async_playwright, expect

from bot.vocabulary.actions import Mode
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.web.visitors import MAINTAINER, place

LONG = "a-label-with-a-name-that-is-longer-than-a-telephone-is-wide-and-has-no-space"


@pytest.mark.parametrize("width", [360, 1100])
async def test_a_maintainer_signs_in_reads_the_page_and_takes_it_back(
    tmp_path: Path, sqlite_url: str, clock: FixedClock, contract: Contract, width: int
) -> None:
    async with (
        place(tmp_path, sqlite_url, clock, contract) as here,
        async_playwright() as playwright,
    ):
        here.github.web_flow.user = MAINTAINER
        path = await here.decided("a" * 32, label=LONG, evidence=("x" * 190, "<b>bold</b>"))
        shadow = await here.decided("b" * 32, mode=Mode.SHADOW, reason="shadow", confidence=None)
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        page = await browser.new_page(viewport={"width": width, "height": 700})
        complaints: list[str] = []

        def complain(message: ConsoleMessage) -> None:
            complaints.append(message.text)

        page.on("console", complain)

        await page.goto(f"{here.url}{path}")
        await page.get_by_role("link", name="Sign in with GitHub").click()
        await page.wait_for_url(f"{here.url}{path}")
        wide = [await page.evaluate("document.documentElement.scrollWidth")]
        await page.get_by_role("button", name="Take it back").click()
        await expect(page.get_by_role("status")).to_contain_text("Asked for.")
        await page.goto(f"{here.url}{shadow}")
        await expect(page.get_by_role("heading")).to_have_text("The label bug was not put on")
        wide.append(await page.evaluate("document.documentElement.scrollWidth"))
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading")).to_have_text("You are signed out")
        await browser.close()

        assert wide == [width, width]
        assert complaints == []
        assert len(await here.parts.inbox.waiting(10)) == 1
