"""The composition root: settings in, running parts out. The only place that makes real things."""

from bot.app.logs import configure_logging
from bot.app.once import replay, requeue
from bot.app.parts import Parts, WallClock, make_inbox, open_parts, upgrade
from bot.app.processes import make_web, run_worker, serve, work

__all__ = [
    "Parts",
    "WallClock",
    "configure_logging",
    "make_inbox",
    "make_web",
    "open_parts",
    "replay",
    "requeue",
    "run_worker",
    "serve",
    "upgrade",
    "work",
]
