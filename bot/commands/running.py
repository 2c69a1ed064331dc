"""What every command does the same way: read the settings, run, say what went wrong."""

import asyncio
import signal
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import click
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.github.errors import GitHubFailed, Unauthorized, Unreachable
from bot.settings import Settings, SettingsInvalid, read
from bot.store import migrate
from bot.store.database import store_url
from bot.store.pseudonyms import AnotherKey
from bot.work.worker import AnotherWorkerRuns


def given_settings(**given: Any) -> Settings:
    """The environment's settings, with what the command line gives in their place."""
    try:
        settings = read()
    except SettingsInvalid as error:
        raise click.ClickException(f"the environment has mistakes:\n{error}") from error
    try:
        store_url(settings.store_url)
    except (ValueError, ArgumentError) as error:
        told = "not a URL" if isinstance(error, ArgumentError) else str(error)
        raise click.ClickException(
            f"DATABASE_URL: {told.removeprefix('DATABASE_URL: ')}; "
            "give sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    return settings.model_copy(update={k: v for k, v in given.items() if v is not None})


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Run it; what goes wrong outside our code ends in one line that says what to do."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(_as_coroutine(work))
    else:
        uvloop.run(_as_coroutine(work))


async def _as_coroutine(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except (migrate.SchemaOutdated, AnotherWorkerRuns, AnotherKey) as error:
        raise click.ClickException(str(error)) from error
    except GitHubFailed as error:
        raise click.ClickException(f"GitHub: {error}{_remedy(error)}") from error
    except (DBAPIError, asyncpg.PostgresError, sqlite3.Error, ConnectionError) as error:
        told = str(getattr(error, "orig", None) or error).strip()
        raise click.ClickException(
            f"the database cannot be used: {told}; check DATABASE_URL and that it runs"
        ) from error
    except socket.gaierror as error:
        raise click.ClickException(
            f"a host name is not known ({error.strerror}); check DATABASE_URL and HOST"
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"{error}; check LINCHPIN_HOME, DATABASE_URL, HOST and PORT"
        ) from error


def _remedy(error: GitHubFailed) -> str:
    match error:
        case Unauthorized():
            return "; check GITHUB_TOKEN, or the App's id and private key"
        case Unreachable():
            return "; check the network and GITHUB_API_URL, then run it again"
        case _:
            return ""


def stopped() -> asyncio.Event:
    """Set when the process is told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
