"""What a project asks of who contributes: an agreement to sign, and what holds for AI."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.parsing.markdown import lines

MAX_READ = 200_000
"""Characters of a file that are read."""

LONGEST = 160
"""Characters of a sentence about AI; a longer one is left out, and the file named instead."""

_CLA = re.compile(r"\b(?i:contributors?['’]? licen[cs]e agreement)\b|\bCLA\b")
_DCO = re.compile(
    r"\bdeveloper certificate of origin\b|\bDCO\b|\bsigned-off-by\b"
    r"|\bsign[- ]off (?:on )?(?:your|all|every) commits?\b",
    re.IGNORECASE,
)
_ONE = r"(?:CLA|DCO|licen[cs]e agreement|sign[- ]?off)\b"
_NOT_ASKED = re.compile(
    rf"\bno (?:signed )?{_ONE}"
    rf"|(?:\bnot|n['’]t) (?:require|need|ask for|use|have)\b[^.\n]{{0,30}}{_ONE}"
    rf"|{_ONE} (?:is |are )?not (?:required|needed|necessary)",
    re.IGNORECASE,
)
_AI = re.compile(
    r"\b(?:AI|LLMs?|language models?|generative|Copilot|ChatGPT|coding agents?)\b[- ]?"
    r"(?:generated|assisted|tools?|written|policy|usage|use|agents?|code)?"
)
_ABOUT_WORK = re.compile(
    r"\b(?:contribut\w*|pull requests?|PRs?|issues?|comments?|code|review\w*|disclos\w*|generated"
    r"|assist\w*|submit\w*|author\w*|responsib\w*)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:must|should|may|not|never|require\w*|please|allowed|accept\w*|disclos\w*|reject\w*"
    r"|welcome|prohibit\w*|ban\w*|responsib\w*|close[sd]?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]{3,400}[.!?]?")


@dataclass(frozen=True, slots=True)
class Ways:
    """How a project takes contributions."""

    guide: str = ""
    """The path of its guide; "" where it has none."""
    agreement: str = ""
    """ "CLA" or "DCO"; "" where none is asked for."""
    ai_policy: str = ""
    """One sentence of the project's own on AI, not inert; "" where it says nothing."""
    ai_file: str = ""
    """The path of what says it."""


def ways(files: Mapping[str, str]) -> Ways:
    """What the files say; those that are no guides are left out."""
    by_name = {path.rpartition("/")[2].lower(): path for path in files}
    guide = by_name.get("contributing.md") or by_name.get("contributing.rst") or ""
    agreement, ai_policy, ai_file = "", "", ""
    for path in (by_name.get("ai_policy.md", ""), guide):
        if not path:
            continue
        text = "\n".join(x.text for x in lines(files[path][:MAX_READ]) if not x.in_code)
        agreement = agreement or _agreement(text)
        if not ai_file and (said := _on_ai(text, is_all=path != guide)) is not None:
            ai_policy, ai_file = said, path
    return Ways(guide, agreement, ai_policy, ai_file)


def _agreement(text: str) -> str:
    if _NOT_ASKED.search(text):
        return ""
    if _CLA.search(text):
        return "CLA"
    return "DCO" if _DCO.search(text) else ""


def _on_ai(text: str, *, is_all: bool) -> str | None:
    """The first rule about AI; "" where the file has one that is too long to be quoted."""
    found = None
    for sentence in _SENTENCE.findall(text):
        said = " ".join(sentence.split()).lstrip("-*#> ")
        if not _RULE.search(said) or not (
            is_all or (_AI.search(said) and _ABOUT_WORK.search(said))
        ):
            continue
        if len(said) <= LONGEST:
            return said
        found = ""
    return found
