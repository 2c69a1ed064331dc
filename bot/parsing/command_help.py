"""What people are told of the commands, made from their table."""

from bot.parsing.command_table import COMMANDS
from bot.parsing.comment_text import inert
from bot.vocabulary.commands import May

_WHO = {
    May.ANYONE: "anybody",
    May.REPORTER_OR_TRIAGE: "who opened the thread, and people with triage permission",
    May.TRIAGE: "people with triage permission",
    May.MAINTAIN: "people with maintain permission",
}


def help_markdown(slug: str) -> str:
    """The commands, as an answer to `help`."""
    rows = [f"| `/linchpin {_cell(o.usage)}` | {o.summary} | {_WHO[o.may]} |" for o in COMMANDS]
    head = ["| command, on a line of its own | what it does | who may |", "|---|---|---|"]
    name = inert(slug, 100)
    several = f"\n\n`/linchpin@NAME …` speaks to one of several; this one's name is {name}."
    return "\n".join((*head, *rows)) + (several if slug else "")


def docs_markdown() -> str:
    """The commands with an example each, as the documentation shows them."""
    head = ["| command | what it does | who may | for example |", "|---|---|---|---|"]
    rows = (
        f"| `/linchpin {_cell(o.usage)}` | {o.summary} | {_WHO[o.may]} "
        f"| `/linchpin {_cell(o.sample)}` |"
        for o in COMMANDS
    )
    return "\n".join((*head, *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
