"""What stands under a question's heading: the writer's own words, and whether they answer it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.parsing import evidence
from bot.parsing.markdown import folded, without_comments
from bot.vocabulary.forms import FormField, Wants

NO_RESPONSE = "no response"
"""What GitHub puts under an empty field, folded."""

_NOTHING = frozenset(
    (
        "", "na", "n a", "none", "nil", "null", "nope", "nothing", NO_RESPONSE, "not applicable",
        "not available", "tbd", "todo", "idk", "skip", "empty", "test", "x", "xx", "xxx",
        "无", "無", "没有", "暂无", "なし", "無し", "нет", "없음", "keine", "aucun", "ninguno",
    )
)  # fmt: skip
"""Folded words that say nothing."""

_EMPTY_SIGNS = frozenset("-–—_.…*?/\\|~=+:;,'\"`()[]{}<>#")
"""Signs that stand for nothing; others, such as an emoji, may say something."""

_WRAPPING = re.compile(r"</?(details|summary|code|pre|br|p|b|i)\b[^>]{0,200}>", re.IGNORECASE)
FENCE = re.compile(r"^[ \t]{0,12}(`{3,}|~{3,})[^`\n]{0,40}$", re.MULTILINE)
_BARE = re.compile(r"^[ \t]*([-*+]|\d+[.)])?[ \t]*$")


def answers(field: FormField, text: str) -> bool:
    """Whether the text below a question's heading answers it."""
    if field.kind == "dropdown" and folded(text) in {folded(o) for o in field.options}:
        return True
    said = FENCE.sub("", own_words(field, text))
    words = folded(evidence.without_images(said) if field.wants is Wants.LOG else said)
    if words in _NOTHING and (words or field.wants is Wants.LOG or set(said) <= _blank_signs()):
        is_word = bool(words) or (bool(said.strip()) and set(said.strip()) <= set("-–—"))
        return field.may_be_nothing and is_word and words != NO_RESPONSE
    if field.wants is Wants.VERSION and words.isascii():
        return any(c.isdigit() for c in words) or " " in words or words in _NAMED_VERSIONS
    return True


_NAMED_VERSIONS = frozenset(
    ("latest", "newest", "current", "nightly", "main", "master", "head", "docs", "any", "all")
)


def own_words(field: FormField, text: str) -> str:
    """The writer's own words: what stood there before is taken away, line by line."""
    if (
        field.placeholder
        and folded(text) == folded(field.placeholder) != ""
        and " " in folded(text)
    ):
        return ""
    given, keys = _stood_there(field)
    return "\n".join(
        line
        for line in without_comments(text).splitlines()
        if FENCE.match(line)
        or not (
            folded(plain := _WRAPPING.sub("", line)) in given
            or (plain.rstrip().endswith((":", "：")) and _key(plain) in keys)
            or _BARE.match(plain)
        )
    )


@lru_cache(512)
def _stood_there(field: FormField) -> tuple[frozenset[str], frozenset[str]]:
    """The lines that the form puts there, folded, and what stands before their colons."""
    default = _plain(field.default).splitlines()
    given = {folded(line) for line in (*default, *_prompts(field.placeholder))} - {""}
    return frozenset(given), frozenset({_key(line) for line in default} - {""})


def _prompts(placeholder: str) -> Iterable[str]:
    """The lines of a placeholder that nobody would write; a bare example value somebody might."""
    for line in _plain(placeholder).splitlines():
        words = folded(line).split()
        if len(words) > 3 or not any(c.isdigit() for c in line):
            yield line


def _plain(text: str) -> str:
    return FENCE.sub("", _WRAPPING.sub("", without_comments(text))).strip()


def _key(line: str) -> str:
    """What stands before the colon of a line to fill in: "- OS: [e.g. Linux]" -> "os"."""
    before, colon, _after = line.replace("：", ":").partition(":")
    return folded(before) if colon else ""


def _blank_signs() -> frozenset[str]:
    return _EMPTY_SIGNS | frozenset(" \t\n\r")
