import hashlib
import hmac
import uuid
from datetime import timedelta

from tests.rig.github import Mishap
from tests.sandbox.conftest import INSTALLATION, MAINTAINER, REPORTER, REPOSITORY, Bench

LOG = "/app/hook/deliveries"


async def test_a_webhook_carries_githubs_headers_and_a_signature_over_its_bytes(
    bench: Bench,
) -> None:
    await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "Größe: 5 – ok 🎉")
    await bench.github.settle()

    (received,) = bench.receiver.got
    key = bench.github.webhook_secret.encode()
    signature = hmac.new(key, received.body, hashlib.sha256).hexdigest()
    assert received.headers["X-Hub-Signature-256"] == f"sha256={signature}"
    assert received.headers["X-GitHub-Event"] == "issues"
    assert received.headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert received.headers["X-GitHub-Hook-ID"]
    assert received.headers["X-GitHub-Hook-Installation-Target-ID"] == bench.github.app_id
    assert received.headers["X-GitHub-Hook-Installation-Target-Type"] == "integration"
    assert received.payload["issue"]["body"] == "Größe: 5 – ok 🎉"
    assert received.payload["installation"]["id"] == INSTALLATION
    assert received.payload["sender"]["login"] == REPORTER


async def test_every_delivery_has_a_guid_of_its_own_though_the_clock_stands_still(
    bench: Bench,
) -> None:
    for n in range(20):
        await bench.github.open_issue(REPOSITORY, REPORTER, f"Report {n}", "")
    await bench.github.settle()

    guids = {r.headers["X-GitHub-Delivery"] for r in bench.receiver.got}
    assert len(guids) == 20
    assert all(str(uuid.UUID(guid)) == guid for guid in guids)


async def test_a_failed_delivery_stands_in_the_log_and_comes_again_with_the_same_guid(
    bench: Bench,
) -> None:
    bench.receiver.status = 500
    await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    await bench.github.settle()
    (failed,) = (await bench.call("GET", LOG, bench.app_token())).data
    bench.receiver.status = 202

    asked = await bench.call("POST", f"{LOG}/{failed['id']}/attempts", bench.app_token())
    await bench.github.settle()

    first, second = bench.receiver.got
    assert asked.status == 202
    assert first.headers["X-GitHub-Delivery"] == second.headers["X-GitHub-Delivery"]
    assert first.body == second.body
    again, before = (await bench.call("GET", LOG, bench.app_token())).data
    assert before == failed
    assert (before["status_code"], before["redelivery"]) == (500, False)
    assert (again["status"], again["redelivery"]) == ("OK", True)
    assert again["guid"] == failed["guid"] == first.headers["X-GitHub-Delivery"]
    assert again["id"] > failed["id"]


async def test_a_delivery_that_was_lost_is_a_failure_in_the_log(bench: Bench) -> None:
    bench.github.faults.deliveries.append(Mishap("drop"))

    await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    await bench.github.settle()

    failures = await bench.call("GET", f"{LOG}?status=failure", bench.app_token())
    good = await bench.call("GET", f"{LOG}?status=success", bench.app_token())
    assert bench.receiver.got == []
    assert [d["event"] for d in failures.data] == ["issues"]
    assert good.data == []


async def test_the_log_is_paged_by_a_cursor_and_forgets_after_three_days(bench: Bench) -> None:
    for n in range(3):
        await bench.github.open_issue(REPOSITORY, REPORTER, f"Report {n}", "")
        await bench.github.settle()

    first = await bench.call("GET", f"{LOG}?per_page=2", bench.app_token())
    further = first.headers["link"].partition(">")[0].strip("<")
    second = await bench.call("GET", further, bench.app_token())
    bench.clock.advance(timedelta(days=3, seconds=1))
    later = await bench.call("GET", LOG, bench.app_token())

    assert [d["id"] for d in first.data + second.data] == [3, 2, 1]
    assert "link" not in second.headers
    assert later.data == []


async def test_the_log_is_for_the_app_alone(bench: Bench) -> None:
    as_installation = await bench.call("GET", LOG, await bench.token())
    as_nobody = await bench.call("GET", LOG, None)

    assert (as_installation.status, as_nobody.status) == (401, 401)


async def test_deliveries_are_doubled_and_reordered_on_demand(bench: Bench) -> None:
    bench.github.faults.deliveries += [Mishap("duplicate"), Mishap("reorder")]

    for n in range(3):
        await bench.github.open_issue(REPOSITORY, REPORTER, f"Report {n}", "")
    await bench.github.settle()

    titles = [r.payload["issue"]["title"] for r in bench.receiver.got]
    guids = {r.headers["X-GitHub-Delivery"] for r in bench.receiver.got}
    assert titles == ["Report 0", "Report 0", "Report 2", "Report 1"]
    assert len(guids) == 3


async def test_an_edit_says_what_was_there_before(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "Old title", "Old body")
    comment = await bench.github.comment(REPOSITORY, number, REPORTER, "Old comment")

    await bench.github.edit_issue(REPOSITORY, number, REPORTER, title="New", body="New body")
    await bench.github.edit_comment(REPOSITORY, comment, MAINTAINER, "New comment")
    await bench.github.settle()

    issue, edited = [r.payload for r in bench.receiver.got if r.payload["action"] == "edited"]
    assert issue["changes"] == {"title": {"from": "Old title"}, "body": {"from": "Old body"}}
    assert edited["changes"] == {"body": {"from": "Old comment"}}
    assert edited["comment"]["body"] == "New comment"


async def test_an_answer_does_not_wait_for_the_receiver_of_its_webhook(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    await bench.github.settle()
    path, token = f"/repos/{REPOSITORY}/issues/{number}/comments", await bench.token()
    bench.receiver.may_answer.clear()

    made = await bench.call("POST", path, token, {"body": "Hello"})
    over = (await bench.call("GET", LOG, bench.app_token())).data
    bench.receiver.may_answer.set()
    await bench.github.settle()

    assert made.status == 201
    assert [delivery["action"] for delivery in over] == ["opened"]
    assert bench.receiver.actions == ["opened", "created"]
    assert bench.receiver.got[-1].payload["sender"]["type"] == "Bot"


async def test_labels_come_whole_in_their_events(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")

    await bench.github.add_label(REPOSITORY, number, MAINTAINER, "bug")
    await bench.github.remove_label(REPOSITORY, number, MAINTAINER, "bug")
    await bench.github.settle()

    labels = [r.payload["label"] for r in bench.receiver.got if "label" in r.payload]
    assert [label["name"] for label in labels] == ["bug", "bug"]
    assert all({"id", "node_id", "color", "default"} <= label.keys() for label in labels)


async def test_suspending_and_renaming_are_told_and_a_suspended_app_hears_nothing(
    bench: Bench,
) -> None:
    await bench.github.rename_repository(REPOSITORY, "motor")
    await bench.github.suspend(INSTALLATION)
    await bench.github.open_issue(REPOSITORY, REPORTER, "Not told", "")
    await bench.github.suspend(INSTALLATION, suspended=False)
    await bench.github.settle()

    renamed, suspended, resumed = [r.payload for r in bench.receiver.got]
    assert renamed["action"] == "renamed"
    assert renamed["changes"] == {"repository": {"name": {"from": "engine"}}}
    assert renamed["repository"]["full_name"] == "example-ai/motor"
    assert (suspended["action"], resumed["action"]) == ("suspend", "unsuspend")
    assert suspended["installation"]["id"] == INSTALLATION
    assert suspended["installation"]["suspended_at"] is not None


async def test_a_pull_request_is_told_apart_from_an_issue(bench: Bench) -> None:
    number = await bench.github.open_pull_request(REPOSITORY, REPORTER, "A change", "")
    await bench.github.comment(REPOSITORY, number, MAINTAINER, "Thanks")
    await bench.github.add_label(REPOSITORY, number, MAINTAINER, "bug")
    await bench.github.settle()

    opened, commented, labeled = bench.receiver.got
    assert opened.headers["X-GitHub-Event"] == "pull_request"
    assert "pull_request" in commented.payload["issue"]
    assert labeled.headers["X-GitHub-Event"] == "pull_request"
    assert labeled.payload["pull_request"]["number"] == number
