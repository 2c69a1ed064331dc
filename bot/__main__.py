"""The command line: `linchpin`, the same as `python -m bot`.

A command's code is loaded when it is asked for: the models' child process loads this module too,
and needs none of it.
"""

import gc
from importlib import import_module

import click

COMMANDS = {
    "serve": "processes:serve",
    "worker": "processes:worker",
    "demo": "processes:show_demo",
    "check-config": "looking:check_config",
    "capabilities": "looking:list_capabilities",
    "replay": "replay:replay",
    "look": "look:look",
    "backfill": "history:backfill",
    "watch": "history:watch",
    "trust": "trust:trust",
    "db": "db:db",
    "dead": "dead:dead",
    "privacy": "privacy:privacy",
}
"""Name -> module in `bot.commands` and the command in it, in the order that help lists them in."""


class Commands(click.Group):
    """The commands of `COMMANDS`."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of that name, loaded."""
        if name not in COMMANDS:
            return None
        module, _, command = COMMANDS[name].partition(":")
        gc.disable()  # nothing that loading makes can be thrown away: looking is a tenth of it
        found: click.Command = getattr(import_module(f"bot.commands.{module}"), command)
        gc.enable()
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="linchpin-bot")
def main() -> None:
    """Take work off the maintainers of the projects an organisation stands on."""


if __name__ == "__main__":
    main()
