import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from html import unescape

import aiohttp
import pytest

from bot.sandbox import sample
from bot.sandbox.pages import Pages
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.sandbox.conftest import key
from tests.sandbox.fake_tracker import FakeTracker

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}'
ISSUES = f"/{sample.PROJECT}/issues"


@dataclass
class Desk:
    """The pages of a repository on the fake GitHub, and a browser of sorts."""

    github: FakeGitHub
    tracker: FakeTracker
    session: aiohttp.ClientSession
    notices: dict[int, str]

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(path, headers=headers) as answer:
            return answer.status, await answer.text()

    async def post(
        self, path: str, given: Mapping[str, str], **headers: str
    ) -> tuple[int, str | None]:
        async with self.session.post(
            path, data=given, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, answer.headers.get("Location")

    async def open(self, title: str = "It hangs", body: str = "Always.") -> int:
        return await self.tracker.open_issue(sample.REPORTER, title, body, ())


@pytest.fixture
async def desk(clock: FixedClock, contract: Contract) -> AsyncIterator[Desk]:
    github = FakeGitHub(clock, contract, key=key())
    github.add_installation(1, "example-ai")
    github.add_repository(
        sample.PROJECT, 1, labels=list(sample.LABELS), files=dict(sample.project_files())
    )
    tracker = FakeTracker(github, sample.PROJECT, sample.REPORTER, sample.MAINTAINER)
    notices: dict[int, str] = {}
    await github.start(extra=Pages(tracker, notices).routes())
    async with aiohttp.ClientSession(github.api_url) as session:
        yield Desk(github, tracker, session, notices)
    await github.stop()


async def test_the_list_leads_to_the_issue(desk: Desk) -> None:
    number = await desk.open("It hangs & burns")

    status, page = await desk.get("/")

    assert status == 200
    assert f'href="{ISSUES}/{number}">It hangs &amp; burns</a>' in page


async def test_an_issue_shows_text_labels_comments_and_who_changed_what(desk: Desk) -> None:
    number = await desk.open(body="It **hangs**.\n\n☐ a tick")
    await desk.github.add_label(sample.PROJECT, number, sample.MAINTAINER, "needs-info")
    comment = await desk.tracker.comment(number, desk.github.state.bot, "Tell us *more*.")
    await desk.tracker.react(number, comment, sample.MAINTAINER, "+1")
    await desk.github.remove_label(sample.PROJECT, number, sample.MAINTAINER, "needs-info")

    _, page = await desk.get(f"{ISSUES}/{number}")

    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "It <strong>hangs</strong>." in page
    assert "☐ a tick" in page
    assert f"{sample.MAINTAINER} added needs-info" in words
    assert f"{sample.MAINTAINER} removed needs-info" in words
    assert "linchpin-rig bot" in words
    assert "Tell us <em>more</em>." in page
    assert "👍 1" in page


async def test_an_edited_comment_says_so_and_a_minimised_one_is_folded(
    desk: Desk, clock: FixedClock
) -> None:
    number = await desk.open()
    comment = await desk.tracker.comment(number, sample.REPORTER, "first")
    _, before = await desk.get(f"{ISSUES}/{number}")

    await clock.sleep(5)
    found = desk.github.state.find_comment(comment)
    assert found is not None
    found[2].minimized = True
    await desk.github.edit_comment(sample.PROJECT, comment, sample.REPORTER, "second")
    _, after = await desk.get(f"{ISSUES}/{number}")

    assert "edited" not in before
    assert f"folded-{comment}" not in before
    assert "· edited" in after
    assert f'<details id="folded-{comment}"><summary>This comment was marked as resolved' in after


async def test_nothing_that_people_write_runs_in_the_browser(desk: Desk) -> None:
    desk.github.state.repositories[sample.PROJECT].files[".github/ISSUE_TEMPLATE/evil.yml"] = (
        f"name: '{EVIL}'\ndescription: '{EVIL}'\ntitle: '{EVIL}'\nbody:\n"
        f"  - type: textarea\n    attributes: {{label: '{EVIL}', value: '{EVIL}'}}\n"
        f"  - type: input\n    attributes: {{label: '{EVIL}', placeholder: '{EVIL}'}}\n"
        f"  - type: dropdown\n    attributes: {{label: x, options: ['{EVIL}']}}\n"
        f"  - type: markdown\n    attributes: {{value: '{EVIL}'}}\n"
    )
    number = await desk.open(EVIL, EVIL + "\n</textarea>" + EVIL)
    await desk.github.add_label(sample.PROJECT, number, sample.MAINTAINER, EVIL)
    await desk.tracker.comment(number, EVIL, f"[x](javascript:alert(1)) {EVIL}")
    desk.notices[number] = EVIL

    for path in ("", f"/{number}", "/new/choose", "/new?template=evil.yml"):
        async with desk.session.get(ISSUES + path) as answer:
            page = await answer.text()
            policy = answer.headers["Content-Security-Policy"]

        assert answer.status == 200
        assert "alert(1)" in unescape(page)
        assert re.findall(r"<script[^>]*>", page) == ['<script src="/-/pages.js" defer>']
        assert "<img" not in page
        assert "49" not in page.replace(f"/{number}", "")
        assert not re.search(r'href="\s*javascript', page)
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy


async def test_a_reply_is_the_reporters_or_the_maintainers(desk: Desk) -> None:
    number = await desk.open()

    for who in (sample.REPORTER, sample.MAINTAINER):
        status, where = await desk.post(
            f"{ISSUES}/{number}/comments", {"as": who, "body": f"from {who}\r\nme"}
        )
        assert status == 303
        assert where is not None
        assert where.startswith(f"{ISSUES}/{number}#comment-")

    comments = await desk.github.comments(sample.PROJECT, number)
    assert [(c.author, c.body) for c in comments] == [
        (who, f"from {who}\nme") for who in (sample.REPORTER, sample.MAINTAINER)
    ]


async def test_the_reporter_edits_the_report(desk: Desk) -> None:
    number = await desk.open()

    assert await desk.post(f"{ISSUES}/{number}/body", {"body": "Better."}) == (
        303,
        f"{ISSUES}/{number}",
    )

    issue = await desk.tracker.issue(number)
    assert issue is not None
    assert issue.body == "Better."


async def test_a_thumb_counts_once_as_the_maintainers(desk: Desk) -> None:
    number = await desk.open()
    comment = await desk.tracker.comment(number, desk.github.state.bot, "Tell us more.")
    thumbs = f"{ISSUES}/{number}/comments/{comment}/reactions"

    await desk.post(thumbs, {"content": "-1"})
    await desk.post(thumbs, {"content": "-1"})
    await desk.post(thumbs, {"content": "+1"})

    issue = await desk.tracker.issue(number)
    assert issue is not None
    assert issue.comments[0].reactions == (("-1", sample.MAINTAINER), ("+1", sample.MAINTAINER))
    _, page = await desk.get(f"{ISSUES}/{number}")
    assert 'value="-1" aria-pressed="true"' in page


async def test_an_issue_is_opened_through_the_projects_own_form(desk: Desk) -> None:
    _, chooser = await desk.get(f"{ISSUES}/new/choose")
    _, form = await desk.get(f"{ISSUES}/new?template=02-bug-medium.yml")

    status, where = await desk.post(
        ISSUES,
        {"template": "02-bug-medium.yml", "title": "Bug: it hangs", "field-1": "It hangs."},
    )

    assert "new?template=02-bug-medium.yml" in chooser
    assert "Name and Version *" in form
    assert (status, where) == (303, f"{ISSUES}/1")
    issue = await desk.tracker.issue(1)
    assert issue is not None
    assert (issue.author, issue.labels) == (
        sample.REPORTER,
        ("bug-unconfirmed", "medium severity"),
    )
    assert issue.body.startswith(
        "### What happened?\n\nIt hangs.\n\n### Name and Version\n\n_No response_\n"
    )


async def test_an_issue_is_opened_through_a_template(desk: Desk) -> None:
    _, form = await desk.get(f"{ISSUES}/new?template=inference_bug_report.md")

    await desk.post(
        ISSUES,
        {"template": "inference_bug_report.md", "title": "[BUG] hangs", "body": "**Describe**"},
    )

    assert "**Describe the bug**" in form
    issue = await desk.tracker.issue(1)
    assert issue is not None
    assert (issue.body, issue.labels) == ("**Describe**", ("bug", "inference"))


@pytest.mark.parametrize(
    "path",
    [
        f"{ISSUES}/99",
        f"{ISSUES}/new?template=none.yml",
        "/-/none.css",
        "/-/..%2fpages.py",
    ],
)
async def test_what_is_not_there_answers_404_with_a_way_back(desk: Desk, path: str) -> None:
    status, page = await desk.get(path)

    assert status == 404
    assert f'href="{ISSUES}"' in page


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("/99/comments", {"as": sample.REPORTER, "body": "x"}, 404),
        ("/99/body", {"body": "x"}, 404),
        ("/1/comments/7/reactions", {"content": "-1"}, 404),
        ("", {"template": "none.yml", "title": "x"}, 404),
        ("/1/comments", {"as": sample.REPORTER, "body": "  "}, 422),
        ("/1/comments", {"as": "somebody-else", "body": "x"}, 422),
        ("/1/comments", {"as": sample.REPORTER, "body": "x" * 65_537}, 422),
        ("/1/body", {"body": ""}, 422),
        ("", {"template": "02-bug-medium.yml", "title": " "}, 422),
        ("", {"template": "", "title": "Blank", "body": "x" * 65_537}, 422),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    desk: Desk, path: str, given: dict[str, str], status: int
) -> None:
    await desk.open()
    before = await desk.tracker.issues()

    assert await desk.post(ISSUES + path, given) == (status, None)

    assert await desk.tracker.issues() == before


async def test_a_refusal_of_github_is_shown(desk: Desk) -> None:
    number = await desk.open()
    await desk.github.lock_issue(sample.PROJECT, number, sample.MAINTAINER)

    async with desk.session.post(
        f"{ISSUES}/{number}/comments", data={"as": sample.REPORTER, "body": "x"}
    ) as answer:
        assert answer.status == 422
        assert "The conversation is locked." in await answer.text()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80", "Origin": "http://127.0.0.1.evil.example:80"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_web_page_cannot_write_here(desk: Desk, headers: dict[str, str]) -> None:
    number = await desk.open()

    status, _ = await desk.post(
        f"{ISSUES}/{number}/comments", {"as": sample.MAINTAINER, "body": "/linchpin off"}, **headers
    )

    assert status == 403
    assert await desk.github.comments(sample.PROJECT, number) == []


async def test_the_pages_own_origin_may_write_under_each_loopback_name(desk: Desk) -> None:
    number = await desk.open()
    port = desk.github.api_url.rpartition(":")[2]

    for host in ("127.0.0.1", "localhost", "[::1]"):
        status, _ = await desk.post(
            f"{ISSUES}/{number}/comments",
            {"as": sample.MAINTAINER, "body": "yes"},
            Host=f"{host}:{port}",
            Origin=f"http://{host}:{port}",
        )
        assert status == 303


async def test_a_page_under_a_foreign_name_shows_nothing(desk: Desk) -> None:
    number = await desk.open("A secret of the sandbox")

    status, page = await desk.get(f"{ISSUES}/{number}", Host="evil.example")

    assert status == 403
    assert "A secret of the sandbox" not in page


async def test_looking_again_costs_nothing_until_something_changed(desk: Desk) -> None:
    number = await desk.open()
    async with desk.session.get(f"{ISSUES}/{number}") as answer:
        version = answer.headers["ETag"]

    same, empty = await desk.get(f"{ISSUES}/{number}", **{"If-None-Match": version})
    await desk.tracker.comment(number, sample.REPORTER, "news")
    changed, page = await desk.get(f"{ISSUES}/{number}", **{"If-None-Match": version})

    assert (same, empty) == (304, "")
    assert changed == 200
    assert "news" in page


async def test_a_notice_stands_above_its_issue_alone(desk: Desk) -> None:
    one, other = await desk.open(), await desk.open()
    desk.notices[one] = "**Try it.**"

    assert "<strong>Try it.</strong>" in (await desk.get(f"{ISSUES}/{one}"))[1]
    assert "Try it." not in (await desk.get(f"{ISSUES}/{other}"))[1]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("pages.css", "text/css"), ("pages.js", "text/javascript"), ("icon.svg", "image/svg+xml")],
)
async def test_style_script_and_icon_come_from_here(desk: Desk, name: str, kind: str) -> None:
    async with desk.session.get(f"/-/{name}") as answer:
        assert answer.status == 200
        assert answer.content_type == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
