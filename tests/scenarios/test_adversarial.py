"""Texts made to mislead move nothing: no label, no comment, no mention, no crash."""

from pathlib import Path

from bot import capabilities
from bot.store import dead_letters
from bot.vocabulary.actions import Mode
from tests.adversarial import CASES
from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.scenarios.world import INSTALLATION, REPORTER, world

NAME = "example-ai/bare"
"""A project without forms: whatever is asked of a reporter, these texts ask for it."""

LONGEST = 65_536
"""Characters of a body that GitHub takes."""

LABELS = (
    "bug",
    "enhancement",
    "question",
    "needs-info",
    "regression",
    "invalid",
    "spam",
    "triaged",
)
CONFIG = "\n".join(f"{capabilities.name(c)}: {{mode: {Mode.ACT.value}}}" for c in capabilities.ALL)


def as_github_keeps(text: str) -> str:
    """GitHub's texts are UTF-8 without half pairs of surrogates, and at most so long."""
    return text[:LONGEST].encode("utf-8", "replace").decode()


async def test_no_text_moves_the_bot_to_write(
    tmp_path: Path, sqlite_url: str, contract: Contract
) -> None:
    async with world(tmp_path, sqlite_url, ScaledClock(60), contract) as here:
        github = here.github
        assert isinstance(github, FakeGitHub)
        github.add_repository(
            NAME, INSTALLATION, labels=LABELS, files={".github/linchpin.yml": CONFIG}
        )
        numbers = {}
        for case in CASES:
            number = await github.open_issue(
                NAME, REPORTER, as_github_keeps(case.title), as_github_keeps(case.body)
            )
            for text in case.comments:
                await github.comment(NAME, number, REPORTER, as_github_keeps(text))
            numbers[case.name] = number
        await here.quiet(seconds=300)

        wrong = {
            name: [
                comment.body
                for comment in await github.comments(NAME, number)
                if comment.author.endswith("[bot]")
            ]
            for name, number in numbers.items()
        }
        labelled = {name: await github.labels(NAME, number) for name, number in numbers.items()}
        async with here.parts.database.read() as connection:
            letters = await dead_letters.listed(connection)

    assert {name: texts for name, texts in wrong.items() if texts} == {}
    # What is empty or advertises is labelled so; nothing else is.
    assert set().union(*labelled.values()) <= {"invalid", "spam"}
    assert list(letters) == []
    assert len(numbers) == len(CASES) >= 60
