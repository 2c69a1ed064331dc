"""A title without the kind that its form or its writer put in front: "[Bug]: ", "Eval bug: "."""

import re

_BRACKETED = re.compile(r"^\s*((?:\[[^\]\n]{1,40}\]|【[^】\n]{1,40}】)[\s:：-]*)+")
_WORD = re.compile(
    r"^\s*(?:eval |compile |misc\.? |server |performance )?(?:bug(?: report)?|feature(?: request)?"
    r"|enhancement|question|issue|doc(?:s|umentation)?|help|rfc|proposal|refactor|research|usage"
    r"|installation|build)\s*[:：]\s*",
    re.IGNORECASE,
)


def bare(title: str) -> str:
    """The title without such words; the title itself where nothing else stands there."""
    return title[len(prefix(title)) :].strip() or title.strip()


def prefix(title: str) -> str:
    """What stands in front, as it stands there; "" without any."""
    found = _BRACKETED.match(title) or _WORD.match(title)
    return found.group() if found else ""
