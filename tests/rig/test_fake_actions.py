"""What people do on the fake is told twice alike: by the webhook, and by the timeline."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest

from bot.intake.history_queries import COMMITS, ISSUE_ITEMS, PULL_ITEMS, THREAD_REST
from tests.rig.actions import AUTHOR, BOTH, HELPER, KEEPER, PULLS_ONLY, Case
from tests.rig.client import REPOSITORY, Client
from tests.rig.github import Mishap
from tests.rig.shown import stamp
from tests.rig.webhook_contract import WebhookContract


@pytest.fixture(scope="module")
def webhooks() -> WebhookContract:
    return WebhookContract()


def cases() -> Iterator[Any]:
    for name, case in BOTH.items():
        yield pytest.param(case, False, id=f"{name}, an issue")
    for name, case in (BOTH | PULLS_ONLY).items():
        yield pytest.param(case, True, id=f"{name}, a pull request")


Told = list[tuple[str, dict[str, Any]]]


async def told(here: Client) -> Told:
    """Every event so far."""
    await here.rig.settle()
    found = [(a.event, orjson.loads(a.body)) for a in here.rig.sender.log]
    return [(f"{event}.{payload['action']}", payload) for event, payload in found]


async def listen(here: Client) -> None:
    here.rig.sender.mishaps = lambda: Mishap("drop")  # the log is enough
    await here.rig.send_webhooks_to("http://127.0.0.1/nobody")


async def thread_of(here: Client, number: int) -> Any:
    owner, name = REPOSITORY.split("/")
    answer = await here.query(
        THREAD_REST,
        owner=owner,
        name=name,
        number=number,
        items=100,
        issueItems=ISSUE_ITEMS,
        pullItems=[*PULL_ITEMS, COMMITS],
    )
    return answer["data"]["repository"]["thread"]


def at_path(payload: Any, path: str) -> Any:
    for step in path.split("."):
        payload = payload[int(step) if step.isdigit() else step]
    return payload


async def open_thread(here: Client, *, is_pull: bool) -> int:
    if is_pull:
        return await here.rig.open_pull_request(REPOSITORY, AUTHOR, "A thing", "Words.")
    return await here.rig.open_issue(REPOSITORY, AUTHOR, "A thing", "Words.")


@pytest.mark.parametrize(("case", "is_pull"), list(cases()))
async def test_an_action_is_told_by_its_events_and_by_the_timeline(
    here: Client, case: Case, is_pull: bool
) -> None:
    here.rig.state.repositories[REPOSITORY].maintainers.add(KEEPER)
    number = await open_thread(here, is_pull=is_pull)
    for act in case.before:
        await act(here.rig, number)
    await listen(here)
    here.clock.advance(timedelta(minutes=1))
    now = stamp(here.clock.now())

    await case.act(here.rig, number)

    events, thread = await told(here), await thread_of(here, number)
    names = [name.replace("{}", "pull_request" if is_pull else "issues") for name in case.told]
    assert [name for name, _payload in events] == names
    assert {payload["sender"]["login"] for _name, payload in events} == {case.by}
    payload = events[-1][1]
    shown = payload.get("pull_request") or payload["issue"]
    assert [shown["updated_at"], thread["updatedAt"]] == [now, now]
    key = "pull_request" if "pull_request" in payload else "issue"
    for path, value in case.about.items():
        assert at_path(payload, path.replace("{}", key)) == value, path
    items = [i for i in thread["timelineItems"]["nodes"] if case.items]
    for item, kind in zip(items[len(items) - len(case.items) :], case.items, strict=True):
        assert item["__typename"] == kind
        assert (item.get("submittedAt") or item["createdAt"]) == now
        assert (item.get("actor") or item["author"])["login"] == case.by
    assert here.rig.violations == []


@pytest.mark.parametrize(("case", "is_pull"), list(cases()))
async def test_every_payload_is_one_that_github_describes(
    here: Client, webhooks: WebhookContract, case: Case, is_pull: bool
) -> None:
    await listen(here)
    number = await open_thread(here, is_pull=is_pull)
    for act in (*case.before, case.act):
        await act(here.rig, number)

    found = [(name.partition(".")[0], payload) for name, payload in await told(here)]

    assert [problem for parcel in found for problem in webhooks.check(*parcel)] == []


def test_a_payload_that_github_does_not_describe_is_reported(webhooks: WebhookContract) -> None:
    payload = {"action": "labeled", "label": {"name": 7, "shade": "red"}, "issue": {"state": 1}}

    found = " ".join(webhooks.check("issues", payload))

    assert all(word in found for word in ("'shade' was unexpected", "label/name: 7", "issue/state"))
    assert webhooks.check("issues", {"action": "shut"}) == [
        "issues-shut: GitHub sends no such event"
    ]


async def test_opening_is_told_with_draft_and_first_commit(here: Client) -> None:
    await listen(here)

    number = await here.rig.open_pull_request(REPOSITORY, AUTHOR, "A", "B", draft=True)

    ((name, payload),) = await told(here)
    thread = await thread_of(here, number)
    assert (name, payload["number"]) == ("pull_request.opened", number)
    assert payload["pull_request"]["draft"]
    assert (thread["isDraft"], thread["mergedAt"]) == (True, None)
    (item,) = thread["timelineItems"]["nodes"]
    assert item["commit"]["author"]["user"]["login"] == AUTHOR


async def test_a_merge_is_shown_with_its_time_and_makes_the_author_a_contributor(
    here: Client,
) -> None:
    number = await open_thread(here, is_pull=True)
    await listen(here)

    await here.rig.merge(REPOSITORY, number, KEEPER)

    ((_name, payload),) = await told(here)
    now, pull = stamp(here.clock.now()), payload["pull_request"]
    assert (pull["merged_at"], pull["closed_at"], pull["author_association"]) == (
        now,
        now,
        "CONTRIBUTOR",
    )
    assert (await thread_of(here, number))["mergedAt"] == now


async def test_edited_words_are_shown_with_the_time_of_the_edit(here: Client) -> None:
    number = await open_thread(here, is_pull=True)
    remark = await here.rig.comment(REPOSITORY, number, AUTHOR, "Helo.")
    review = await here.rig.review(REPOSITORY, number, HELPER, "commented", "Wel.")
    here.clock.advance(timedelta(minutes=1))

    await here.rig.edit_issue(REPOSITORY, number, AUTHOR, title="A new title")
    untouched = (await thread_of(here, number))["lastEditedAt"]
    await here.rig.edit_issue(REPOSITORY, number, AUTHOR, body="New words.")
    await here.rig.edit_comment(REPOSITORY, remark, AUTHOR, "Hello.")
    await here.rig.edit_review(REPOSITORY, number, HELPER, review, "Well.")

    thread, now = await thread_of(here, number), stamp(here.clock.now())
    edited = [i["lastEditedAt"] for i in thread["timelineItems"]["nodes"] if "lastEditedAt" in i]
    assert untouched is None
    assert [thread["lastEditedAt"], *edited] == [now, now, now]


async def test_a_transferred_issue_is_gone_and_goes_on_elsewhere(here: Client) -> None:
    here.rig.add_repository("example-ai/other", 77)
    number = await open_thread(here, is_pull=False)
    await here.rig.comment(REPOSITORY, number, HELPER, "A word.")
    await here.rig.open_issue("example-ai/other", AUTHOR, "First", "")
    await listen(here)

    new = await here.rig.transfer_issue(REPOSITORY, number, KEEPER, "example-ai/other")

    (gone, payload), (came, arrival) = await told(here)
    assert (gone, came) == ("issues.transferred", "issues.opened")
    assert payload["changes"]["new_issue"]["number"] == new == arrival["issue"]["number"] == 2
    assert payload["changes"]["new_repository"]["full_name"] == "example-ai/other"
    assert arrival["changes"]["old_issue"]["number"] == number
    status, _body, headers = await here.ask("GET", f"/repos/{REPOSITORY}/issues/{number}")
    assert (status, headers["Location"][-len("/other/issues/2") :]) == (301, "/other/issues/2")
    assert await thread_of(here, number) is None
    assert [c.body for c in await here.rig.comments("example-ai/other", new)] == ["A word."]


async def test_a_renamed_person_is_the_same_one_in_everything_old(here: Client) -> None:
    number = await open_thread(here, is_pull=False)
    await here.rig.assign(REPOSITORY, number, KEEPER, AUTHOR)
    before = await thread_of(here, number)

    here.rig.rename_person(AUTHOR, "a-new-name")

    after = await thread_of(here, number)
    assert before["author"] == after["author"] | {"login": AUTHOR}
    assert after["author"]["login"] == "a-new-name"
    assert after["timelineItems"]["nodes"][0]["assignee"] == after["author"]


async def test_a_deleted_person_is_nobody_in_graphql_and_a_ghost_in_rest(here: Client) -> None:
    number = await open_thread(here, is_pull=False)
    await here.rig.add_label(REPOSITORY, number, AUTHOR, "bug")
    await here.rig.comment(REPOSITORY, number, AUTHOR, "A word.")

    here.rig.delete_person(AUTHOR)

    thread = await thread_of(here, number)
    _status, issue, _headers = await here.ask("GET", f"/repos/{REPOSITORY}/issues/{number}")
    label_event, remark = thread["timelineItems"]["nodes"]
    assert [thread["author"], label_event["actor"], remark["author"]] == [None, None, None]
    assert (issue["user"]["login"], issue["user"]["id"]) == ("ghost", 10137)


async def test_where_the_app_is_not_installed_nothing_is_told(here: Client) -> None:
    here.rig.add_repository("elsewhere/watched", None)
    await listen(here)

    await here.rig.open_issue("elsewhere/watched", AUTHOR, "A thing", "Words.")

    assert await told(here) == []
