"""A new issue meets what was learned of the repository's reports, on both GitHubs and stores."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store import installations, reports, threads
from bot.store.tables import decision
from bot.vocabulary.threads import Thread
from bot.work.learning import Learning
from tests.clocks import ScaledClock
from tests.mailbox import mailbox
from tests.rig.contract import Contract
from tests.rig.github import GitHubRig
from tests.scenarios.conftest import Ground
from tests.scenarios.world import OFFICE, REPORTER, REPOSITORY, World, world

CONFIG = """
ask-for-missing-information: {mode: "off"}
point-at-related-threads: {mode: act}
note-version-clashes: {mode: act}
point-upstream: {mode: act}
flag-regressions: {mode: act}
label-the-area: {mode: act}
"""
LABELS = ("area/router", "module: cache", "area/cache", "module: lora")
OWNERS = """
filters:
  "^engine/router/.*": {labels: [area/router]}
  "^engine/lora/.*": {labels: ["module: lora"]}
  "^engine/web/.*": {labels: [area/web]}
"""

CRASH = """The server stops when a second prompt arrives while the first still streams.

```
Traceback (most recent call last):
  File "/home/{who}/serve.py", line {line}, in <module>
    engine.run()
  File "/usr/lib/python3/site-packages/engine/scheduler.py", line 88, in admit_sequence
    block = self.paged_allocator.reserve(sequence)
  File "/usr/lib/python3/site-packages/engine/paged_allocator.py", line 412, in reserve
    raise BlockTableExhausted(f"no free block for sequence {{sequence.id}}")
engine.errors.BlockTableExhausted: no free block for sequence {line}
```
"""
OTHERS = (
    ("Docs: the quick start names a flag that is gone", "`--swap-space` is gone since 0.4."),
    ("Tokenizer drops leading spaces", "Decoding ' a' gives 'a' for sentencepiece models."),
    ("Support speculative decoding for vision models", "It would be good to have it there too."),
    ("Metrics endpoint answers 500 after reload", "After SIGHUP `/metrics` fails every time."),
    ("Wheel for aarch64 is missing", "pip finds no wheel of 0.4.1 for aarch64."),
)
VULNERABLE = """An unauthenticated attacker can get remote code execution: the `/load` endpoint
calls pickle.loads on the request body. A proof of concept exploit is below; please treat this as a
security vulnerability and assign a CVE.
"""


@pytest.fixture
async def here(tmp_path: Path, ground: Ground, contract: Contract) -> AsyncIterator[World]:
    clock = ScaledClock(20)
    async with world(
        tmp_path,
        ground.database_url,
        clock,
        contract,
        config=CONFIG,
        labels=LABELS,
        emulator=ground.emulator,
    ) as made:
        yield made


async def learned(here: World, count: int) -> None:
    """Wait until so many reports are kept, and learn from them."""

    async def kept() -> bool:
        async with here.parts.database.read() as connection:
            found = await installations.by_name(connection, *REPOSITORY.split("/"))
            return found is not None and (await reports.counts(connection)).get(found.id) == count

    await here.until(kept)
    await Learning(here.parts.database, here.parts.clock).turn()


@pytest.mark.parametrize("mode", ["act", "shadow"])
async def test_the_project_and_then_the_organisation_hear_of_it_privately(
    tmp_path: Path, ground: Ground, contract: Contract, mode: str
) -> None:
    config = f"keep-vulnerabilities-quiet: {{mode: {mode}, contact: security@example.org}}"
    office = "name: Example Systems\nprivacy-url: https://example.com/privacy\n"

    async def prepare(github: GitHubRig) -> None:
        await github.put_file(
            OFFICE, "organisation.yml", f"{office}security-mail: psirt@example.com\n"
        )

    async with (
        mailbox() as box,
        world(
            tmp_path,
            ground.database_url,
            ScaledClock(20),
            contract,
            config=config,
            overrides={"SMTP_URL": box.url},
            prepare=prepare,
            emulator=ground.emulator,
        ) as here,
    ):
        title = "Remote code execution through /load"
        number = await here.github.open_issue(REPOSITORY, REPORTER, title, VULNERABLE)
        await here.quiet()
        body = f"{VULNERABLE}\nOn Linux too."
        await here.github.edit_issue(REPOSITORY, number, REPORTER, body=body)
        await here.quiet()

        heard = [str(mail["To"]) for mail in box.mails]
        assert heard == (["security@example.org", "psirt@example.com"] if mode == "act" else [])
        for mail in box.mails:
            assert (
                f"{here.settings.web_url}/{REPOSITORY}/issues/{number}"
                == mail.get_content().splitlines()[0]
            )
            assert not any(word in str(mail) for word in ("/load", "pickle", REPORTER))
        assert [seen for seen in here.github.seen if seen.kind == "write"] == []
        assert await here.github.comments(REPOSITORY, number) == []


async def test_who_takes_the_silence_back_has_the_issue_triaged_again(here: World) -> None:
    body = f"{VULNERABLE}\nIt worked in engine 2.3 and fails in engine 2.4."
    number = await here.github.open_issue(REPOSITORY, REPORTER, "Remote code execution", body)
    await here.quiet()
    async with here.parts.database.write() as connection:
        found = await installations.by_name(connection, *REPOSITORY.split("/"))
        assert found is not None
        await threads.change(connection, Thread(found, number), sensitive_at=None)

    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=f"{body}\nOn Linux.")
    await here.quiet()

    async with here.parts.database.read() as connection:
        written = await connection.execute(
            select(decision.c.capability).where(decision.c.number == number)
        )
        assert "flag-regressions" in set(written.scalars())
        state = await threads.load(connection, Thread(found, number))
    assert state.sensitive_at is None


async def test_the_same_crash_of_somebody_else_is_pointed_to(here: World) -> None:
    github = here.github
    for title, body in OTHERS:
        await github.open_issue(REPOSITORY, REPORTER, title, body)
    older = await github.open_issue(
        REPOSITORY, REPORTER, "Second prompt kills the server", CRASH.format(who="ann", line=17)
    )
    await here.quiet()
    await learned(here, len(OTHERS) + 1)

    newer = await github.open_issue(
        REPOSITORY, REPORTER, "Second prompt kills server", CRASH.format(who="bo", line=205)
    )
    await here.quiet()

    (comment,) = await github.comments(REPOSITORY, newer)
    assert comment.body.startswith(f"Maybe related:\n\n- #{older}\n")
    assert await github.comments(REPOSITORY, older) == []


async def test_a_report_of_a_vulnerability_is_met_with_silence_and_stands_in_no_list(
    here: World,
) -> None:
    github = here.github
    title = "Remote code execution through /load"
    first = await github.open_issue(REPOSITORY, REPORTER, title, VULNERABLE)
    await here.quiet()
    await learned(here, 1)

    second = await github.open_issue(REPOSITORY, REPORTER, title, VULNERABLE)
    third = await github.open_issue(REPOSITORY, REPORTER, "Load fails", "The `/load` endpoint.")
    await here.quiet()

    for number in (first, second, third):
        assert await github.comments(REPOSITORY, number) == []
        assert await github.labels(REPOSITORY, number) == frozenset()
    assert [seen for seen in github.seen if seen.kind == "write"] == []
    async with here.parts.database.read() as connection:
        written = await connection.execute(
            select(decision.c.capability).where(decision.c.number == second)
        )
        assert set(written.scalars()) == {"keep-vulnerabilities-quiet"}


async def test_a_label_that_the_form_or_an_owner_file_names_needs_no_past(here: World) -> None:
    github = here.github
    await github.put_file(REPOSITORY, "OWNERS", OWNERS)
    reports = {
        "### Component\n\nLora\n\n### What happened?\n\nThe adapter is lost.": {"module: lora"},
        "It stops in `engine/router/pick.py`.": {"area/router"},
        "Both `engine/router/pick.py` and `engine/lora/merge.py` stop.": set[str](),
        "### Component\n\nCache\n\n### What happened?\n\nTwo labels are called so.": set[str](),
        "### Component\n\nWeb\n\n### What happened?\n\nIt has no label.": set[str](),
        "It stops in `engine/web/page.py`.": set[str](),
    }

    numbers = [await github.open_issue(REPOSITORY, REPORTER, "It stops", body) for body in reports]
    await here.quiet()

    assert [await github.labels(REPOSITORY, number) for number in numbers] == [*reports.values()]
    assert [await github.comments(REPOSITORY, number) for number in numbers] == [[]] * len(numbers)
