"""The command line: `linchpin`, the same as `python -m bot`."""

import gc

gc.disable()  # nothing that loading makes can be thrown away, and looking for it is a tenth of it

import click

from bot.commands import db, dead, looking, processes, replay

gc.enable()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="linchpin-bot")
def main() -> None:
    """Linchpin brings an organisation's own people to the maintainers it stands on."""


for command in (
    processes.serve,
    processes.worker,
    processes.show_demo,
    looking.check_config,
    looking.list_capabilities,
    replay.replay,
    db.db,
    dead.dead,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
