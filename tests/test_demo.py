import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot import demo
from bot.sandbox import sample
from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.story import Story
from tests.conftest import EMULATOR

REPOSITORY = Path(__file__).parents[1]
STORY = (
    "opens an incomplete issue",
    "Linchpin asks for 3 things",
    "it tells the steps now",
    "the comment ticked itself: ☑ 1, ☐ 2",
    "all that was asked for is there",
    "comment and label are gone",
)
WAIT_MILLISECONDS = 45_000


def run_demo(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    here = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "LINCHPIN_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--once", *arguments],
        cwd=REPOSITORY,
        env=here
        | {"LINCHPIN_HOME": str(EMULATOR.parent), "PYTHONIOENCODING": "utf-8"}
        | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.usefixtures("emulator")
def test_the_demo_tells_its_story_on_the_command_line() -> None:
    ended = run_demo("--port", "0")

    assert (ended.returncode, ended.stderr) == (0, "")
    told = [line for line in ended.stdout.splitlines() if re.match(r"\d\d:\d\d:\d\d  ", line)]
    assert len(told) == len(STORY)
    for line, expected in zip(told, STORY, strict=True):
        assert expected in line
    assert re.search(rf"http://127\.0\.0\.1:\d+/{sample.PROJECT}/issues/1\n", ended.stdout)


@pytest.mark.usefixtures("emulator")
def test_a_port_that_is_taken_is_said_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = run_demo("--port", str(port))

    assert ended.returncode == 1
    assert f"Port {port} is not to be had: address already in use." in ended.stderr
    assert f"--port {port + 1}, or PORT={port + 1} make run" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_emulator_that_cannot_be_fetched_is_said_with_the_remedy(tmp_path: Path) -> None:
    nowhere = {
        "npm_config_registry": "http://127.0.0.1:9/",
        "npm_config_fetch_retries": "0",
        "npm_config_cache": str(tmp_path / "npm"),
    }

    ended = run_demo("--port", "0", LINCHPIN_HOME=str(tmp_path), **nowhere)

    assert ended.returncode == 1
    assert "could not be fetched from npm" in ended.stderr
    assert "Check the network" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
async def story(emulator: EmulatorProcess, tmp_path: Path) -> AsyncIterator[Story]:
    """A demo in this process."""
    async with demo.running(tmp_path, EMULATOR, 0, lambda line: None) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing. Install it: apt-get install chromium"
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that neither runs others' scripts nor complains."""
    opened = await browser.new_page(viewport={"width": 390, "height": 844})
    opened.set_default_timeout(WAIT_MILLISECONDS)
    expect.set_options(timeout=WAIT_MILLISECONDS)
    wrong: list[str] = []
    opened.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    opened.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    opened.on("console", lambda said: wrong.append(f"{said.type}: {said.text}"))
    yield opened
    assert wrong == []


async def test_a_newcomer_completes_one_report_and_waves_another_through(
    story: Story, page: Page
) -> None:
    number = await story.hand_over()
    comment = page.locator("article.bot")

    await page.goto(story.link(number))
    await expect(comment).to_contain_text("☐ Name and Version")
    await page.get_by_label("Reply").fill(sample.COMPLETING_LINE)
    await page.get_by_role("button", name=f"Comment as {sample.REPORTER}").click()

    # Nobody reloads: the page brings itself up to date.
    await expect(comment.locator("summary")).to_have_text("This comment was marked as resolved")
    await expect(page.locator(".facts")).not_to_contain_text("needs-info")

    await page.goto(story.url)
    await page.get_by_role("link", name="New issue").click()
    await page.get_by_role("link", name="Medium Severity Bug").click()
    await page.get_by_label("Title *").fill("Bug: <script>alert(1)</script>")
    await page.get_by_label("What happened? *").fill("It <img src=x onerror=alert(1)> hangs.")
    await page.get_by_role("button", name="Open the issue").click()
    await page.get_by_label("Reply").fill("half a sentence")

    await expect(comment).to_contain_text("☐ Name and Version")
    await expect(page.locator(".facts")).to_contain_text("needs-info")
    await expect(page.get_by_label("Reply")).to_have_value("half a sentence")
    thumb = page.get_by_role("button", name=f"👎 as {sample.MAINTAINER}")
    await thumb.focus()
    await page.keyboard.press("Enter")

    await expect(comment).to_have_count(0)
    await expect(page.locator(".facts")).not_to_contain_text("needs-info")
    await expect(page.locator("h1")).to_contain_text("<script>alert(1)</script>")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
