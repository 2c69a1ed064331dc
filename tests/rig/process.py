"""The fake as a process of its own, which lives on while the bot is killed and started again.

It prints one line of JSON that says where it listens and how to prove oneself; `/_rig/...` is its
administration: POST `populate` or `add` and `open`, `webhooks`, `traffic`, GET `outcome`,
`progress`.
"""

import argparse
import asyncio
import json
import signal

from aiohttp import web

from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.traffic import CONFIG, Traffic

PAST = "example-0/engine"
"""The repository that is given a past, where one is asked for."""


class Administration:
    """The routes by which a test directs the fake."""

    def __init__(self, github: FakeGitHub) -> None:
        self._github = github
        self._traffic: Traffic | None = None
        self._running: asyncio.Task[None] | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_rig/populate", self._populate),
            web.post("/_rig/add", self._add),
            web.post("/_rig/open", self._open),
            web.post("/_rig/webhooks", self._webhooks),
            web.post("/_rig/traffic", self._start_traffic),
            web.get("/_rig/outcome", self._outcome),
            web.get("/_rig/progress", self._progress),
        ]

    async def _populate(self, request: web.Request) -> web.Response:
        given = await request.json()
        config, past = given.pop("config", CONFIG), given.pop("past", 0)
        self._traffic = Traffic(self._github, **given)
        self._traffic.populate(config)
        if past:
            now = self._github.state.now()
            self._github.populate_history(PAST, past, given["seed"], now, days=400)
        return web.json_response({})

    async def _add(self, request: web.Request) -> web.Response:
        """A repository, and the App on its account."""
        given = await request.json()
        name, installation_id = given.pop("repository"), given.pop("installation_id")
        self._github.add_installation(installation_id, name.partition("/")[0])
        added = self._github.add_repository(name, installation_id, **given)
        return web.json_response({"id": added.id})

    async def _open(self, request: web.Request) -> web.Response:
        """Issues: title and body of each."""
        given = await request.json()
        for title, body in given["issues"]:
            await self._github.open_issue(given["repository"], given["author"], title, body)
        return web.json_response({})

    async def _webhooks(self, request: web.Request) -> web.Response:
        await self._github.send_webhooks_to((await request.json())["url"])
        return web.json_response({})

    async def _start_traffic(self, request: web.Request) -> web.Response:
        assert self._traffic is not None
        self._running = asyncio.create_task(self._traffic.run(**await request.json()))
        return web.json_response({})

    async def _outcome(self, _request: web.Request) -> web.Response:
        assert self._traffic is not None
        if self._running is not None and self._running.done():
            self._running.result()  # a mistake of the rig itself must not look like a result
        return web.json_response(self._traffic.outcome())

    async def _progress(self, _request: web.Request) -> web.Response:
        log = self._github.sender.log
        done = self._traffic is not None and self._traffic.done
        return web.json_response(
            {
                "done": done and not self._github.sender.busy,
                "posted": len(log),
                "requests": len(self._github.seen),
            }
        )


async def serve(port: int, clock: ScaledClock) -> None:
    github = FakeGitHub(clock, Contract())
    github.limits.core = github.limits.graphql = 1_000_000  # hours pass in seconds here
    await github.start(port, Administration(github).routes())
    about = {
        "api_url": github.api_url,
        "app_id": github.app_id,
        "private_key": github.private_key,
        "webhook_secret": github.webhook_secret,
    }
    print(json.dumps(about), flush=True)  # noqa: T201 # the line its starter reads
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await github.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--clock", type=ScaledClock.read, default=ScaledClock(1))
    given = parser.parse_args()
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(given.port, given.clock))
    else:
        uvloop.run(serve(given.port, given.clock))
