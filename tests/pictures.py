"""Makes the README's picture from the demo's real page: `python -m tests.pictures`.

Chromium (Debian's package) draws it; an emoji font (fonts-noto-color-emoji) makes it complete.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

import click
from playwright.async_api import async_playwright, expect

from bot import app, demo
from bot.sandbox import sample
from tests.conftest import EMULATOR

TARGET = Path(__file__).parents[1] / "deploy" / "pictures" / "comment.png"
WIDTH = 832


async def make() -> None:
    """The comment once it has ticked one item, as a maintainer sees it."""
    with tempfile.TemporaryDirectory() as home:
        async with demo.running(Path(home), EMULATOR, 0, click.echo) as story:
            first, who = sample.incomplete(), sample.REPORTER
            number = await story.tracker.open_issue(who, first.title, first.body, first.labels)
            await story.until(number, lambda s: s.asked and s.labelled)
            await story.tracker.edit_body(number, who, sample.half_complete().body)
            await story.until(number, lambda s: s.ticked == 1)
            await _draw(story.link(number))


async def _draw(url: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = await browser.new_page(
            viewport={"width": WIDTH, "height": 600}, device_scale_factor=1.4, color_scheme="light"
        )
        await page.goto(url)
        comment = page.locator("article.bot")
        await expect(comment).to_contain_text("☑")
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        await comment.screenshot(path=TARGET)
        await browser.close()


if __name__ == "__main__":
    app.configure_logging("json", sys.stderr)
    asyncio.run(make())
    click.echo(f"{TARGET}: {TARGET.stat().st_size} bytes")
