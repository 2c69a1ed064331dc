"""Brings the sandbox's Node parts: `python -m bot.sandbox DIRECTORY`."""

import sys
from pathlib import Path

import click

from bot.sandbox.node_parts import NodeMissing, install

if len(sys.argv) != 2:
    sys.exit(str(__doc__))
try:
    install(Path(sys.argv[1]), lambda line: click.echo(line, err=True))
except NodeMissing as missing:
    sys.exit(str(missing))
