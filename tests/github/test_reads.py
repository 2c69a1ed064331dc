import pytest

from bot.github.access import Access
from bot.github.client import GitHub
from bot.github.deliveries import DeliveryLog
from bot.github.errors import Unauthorized
from bot.github.host import ETAG_BYTES_PER_INSTALLATION
from tests.clocks import FixedClock
from tests.github.server import OddServer, Said, client


async def test_what_did_not_change_comes_from_memory(access: Access, server: OddServer) -> None:
    server.answers = [Said(body=[1, 2], headers={"ETag": '"a"'}), Said(304)]

    assert await access.get("/repos/o/r/labels") == [1, 2]
    assert await access.get("/repos/o/r/labels") == [1, 2]

    assert [a.headers.get("If-None-Match") for a in server.asked] == [None, '"a"']


async def test_a_changed_answer_replaces_the_kept_one(access: Access, server: OddServer) -> None:
    server.answers = [
        Said(body=[1], headers={"ETag": '"a"'}),
        Said(body=[2], headers={"ETag": '"b"'}),
        Said(304),
    ]

    assert [await access.get("/x") for _ in range(3)] == [[1], [2], [2]]

    assert server.asked[2].headers["If-None-Match"] == '"b"'


async def test_what_one_installation_may_see_no_other_gets_from_memory(
    github: GitHub, server: OddServer
) -> None:
    server.answers = [Said(body=["private"], headers={"ETag": '"a"'}), Said(404)]

    await github.installation(77).get("/repos/o/r")

    with pytest.raises(Exception, match="404"):
        await github.installation(78).get("/repos/o/r")
    assert "If-None-Match" not in server.asked[1].headers


async def test_the_same_path_with_another_query_is_another_answer(
    access: Access, server: OddServer
) -> None:
    server.answers = [Said(headers={"ETag": '"a"'})]

    await access.get("/x", page=1)
    await access.get("/x", page=2)

    assert "If-None-Match" not in server.asked[1].headers


async def test_memory_for_answers_is_bounded(
    github: GitHub, access: Access, server: OddServer
) -> None:
    huge = "x" * ETAG_BYTES_PER_INSTALLATION
    server.answers = [Said(body=huge, headers={"ETag": '"a"'})]
    assert await access.get("/huge") == huge
    assert await access.get("/huge") == huge, "what is too large to keep is read again"

    server.answers = [Said(body="y" * (ETAG_BYTES_PER_INSTALLATION // 3), headers={"ETag": '"a"'})]
    for n in range(5):
        await access.get(f"/large{n}")

    kept = github.etags(77)
    assert sum(len(body) for _etag, body, _link in kept.values()) <= ETAG_BYTES_PER_INSTALLATION


async def test_a_list_is_read_to_its_last_page_whatever_its_links_are_called(
    access: Access, server: OddServer
) -> None:
    last, following = '<HERE/x?page=9>; rel="last"', "<HERE/repositories/9/issues?page=2>; rel="
    server.answers = [
        Said(body=[1, 2], headers={"Link": f'{last}, {following}"next"'}),
        Said(body=[3], headers={"Link": f'{following}"prev"'}),
    ]

    assert [item async for item in access.pages("/repos/o/r/issues", state="open")] == [1, 2, 3]

    assert server.asked[0].query == "per_page=100&state=open"
    assert (server.asked[1].path, server.asked[1].query) == ("/repositories/9/issues", "page=2")


async def test_unchanged_pages_are_turned_without_reading_them_anew(
    access: Access, server: OddServer
) -> None:
    server.answers = [
        Said(body=[1], headers={"ETag": '"1"', "Link": '<HERE/x?page=2>; rel="next"'}),
        Said(body=[2], headers={"ETag": '"2"'}),
        Said(304),
    ]

    for _ in range(2):
        assert [item async for item in access.pages("/x")] == [1, 2]

    assert [a.headers.get("If-None-Match") for a in server.asked] == [None, None, '"1"', '"2"']


async def test_a_next_page_on_another_host_is_not_fetched(
    access: Access, server: OddServer
) -> None:
    server.answers = [Said(body=[1], headers={"Link": '<http://evil.example/x>; rel="next"'})]

    assert [item async for item in access.pages("/x")] == [1]

    assert len(server.asked) == 1


async def test_the_delivery_log_is_paged_by_its_cursor_up_to_the_time_asked_for(
    github: GitHub, server: OddServer, clock: FixedClock
) -> None:
    def line(number: int, at: str, status: str = "OK") -> dict[str, object]:
        return {
            "id": number,
            "guid": f"g{number}",
            "delivered_at": at,
            "status": status,
            "event": "issues",
        }

    link = '<HERE/app/hook/deliveries?per_page=100&cursor=v1_9>; rel="next"'
    server.answers = [
        Said(body=[line(3, "2026-03-02T09:02:00Z", "timed out")], headers={"Link": link}),
        Said(body=[line(2, "2026-03-02T09:01:00Z"), line(1, "2026-03-02T08:59:00Z")]),
    ]

    found = [d async for d in DeliveryLog(github).since(clock.now())]

    assert [(d.guid, d.succeeded) for d in found] == [("g3", False), ("g2", True)]
    assert "cursor=v1_9" in server.asked[1].query


async def test_watching_uses_the_plain_token_and_writes_nothing(
    server: OddServer, clock: FixedClock, key: str
) -> None:
    async with client(server.url, clock, key, app=False, token="ghp_plain") as github:
        await github.watching().get("/repos/o/r")
        with pytest.raises(Unauthorized, match="only read"):
            await github.watching().write(
                "POST", "/x", repository_id=1, permissions={}, notifies=False, repeatable=False
            )

    assert [(a.method, a.token) for a in server.asked] == [("GET", "ghp_plain")]


async def test_without_credentials_the_remedy_is_named(
    server: OddServer, clock: FixedClock, key: str
) -> None:
    async with client(server.url, clock, key, app=False) as github:
        with pytest.raises(Unauthorized, match="GITHUB_TOKEN"):
            await github.watching().get("/repos/o/r")
        with pytest.raises(Unauthorized, match="GITHUB_APP_ID"):
            await github.installation(77).get("/repos/o/r")

    assert server.asked == []
