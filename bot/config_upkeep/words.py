"""What people read about a config: the issue, the check, and how to be rid of either."""

from collections.abc import Sequence

from bot.config import Problem
from bot.effects import Organisation
from bot.parsing.comment_text import inert
from bot.vocabulary.config import CONFIG_PATH, ISSUE_MARK, Remark

TITLE = f"Linchpin cannot read {CONFIG_PATH}"

SHOWN = 50
"""Mistakes that are listed; who makes more mends these first."""

LONGEST = 300
"""Characters of one mistake, whatever was written in the file."""

HOLDS = {
    True: "Until it is mended, what held before goes on to hold.",
    False: "Until it is mended, everything is in shadow: Linchpin decides, and writes nothing.",
}
"""Whether a file ever read well here -> what holds."""


def broken(problems: Sequence[Problem], organisation: Organisation, *, held: bool) -> str:
    """The body of the issue about a broken file."""
    listed = "\n".join(
        f"- line {p.position.line}, column {p.position.column}: {inert(p.message, LONGEST)}"
        for p in problems[:SHOWN]
    )
    more = f"\n- and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    return (
        f"`{CONFIG_PATH}` on the default branch has {_counted(len(problems))}:\n\n"
        f"{listed}{more}\n\n{HOLDS[held]} This issue then closes by itself. Closed by hand, it "
        f"stays closed until the file breaks anew.\n\n{_footer(organisation)}\n{ISSUE_MARK}"
    )


def mended(organisation: Organisation) -> str:
    """The body of the issue once the file reads well."""
    return (
        f"☑ `{CONFIG_PATH}` on the default branch reads well now.\n\n"
        f"{_footer(organisation)}\n{ISSUE_MARK}"
    )


def _footer(organisation: Organisation) -> str:
    return (
        f"<sub>A bot run by {inert(organisation.name, 40)} to help the maintainers. "
        f"[Privacy]({organisation.privacy_url})</sub>"
    )


def check_title(mistakes: int, warnings: int) -> str:
    """The line beside the check."""
    if mistakes:
        return f"{_counted(mistakes)}; what held before would go on to hold"
    if warnings:
        return "It reads well, but names labels that do not exist"
    return "It reads well"


def check_summary(remarks: Sequence[Remark], annotated: int, *, removed: bool) -> str:
    """What stands below the title."""
    if removed:
        return "The file is removed: then the owner's file holds, or the defaults."
    if not remarks:
        return "Every key and value is known."
    listed = "\n".join(
        f"- line {r.line}, column {r.column}: {inert(r.message, LONGEST)}"
        for r in remarks[annotated : annotated + SHOWN]
    )
    below = "What to change stands at its line."
    return f"{below}\n\nFurther:\n\n{listed}" if listed else below


def _counted(mistakes: int) -> str:
    return "one mistake" if mistakes == 1 else f"{mistakes} mistakes"
