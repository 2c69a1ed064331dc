"""The real bot's processes under a scaled clock: `python -m tests.rig.bot serve|worker`.

The environment is the bot's own; `RIG_CLOCK` names the clock, `RIG_PACE` how quickly a silent
process counts as dead (three numbers: beat, dead after, scan; seconds). `main` loads the bot:
its child process loads this module too, as it does the bot's own `__main__`.
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta


async def main(what: str) -> None:
    from bot import app
    from bot.settings import read
    from bot.work.chores import Pace
    from tests.clocks import ScaledClock

    beat, dead_after, scan = map(float, os.environ.get("RIG_PACE", "5 15 5").split())
    pace = Pace(beat, timedelta(seconds=dead_after), scan)
    settings = read()
    app.configure_logging(settings.log_format)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clock = ScaledClock.read(os.environ["RIG_CLOCK"])
    async with app.open_parts(settings, clock) as parts:
        if what == "worker":
            await app.work(parts, stop=stop, pace=pace)
        else:
            works = what == "serve"  # "web" takes webhooks only
            await app.serve(parts, works=works, stop=stop, say=print, pace=pace)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(sys.argv[1]))
