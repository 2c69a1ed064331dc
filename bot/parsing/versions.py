"""A version as it is written, made comparable."""

import re
from functools import lru_cache

from bot.vocabulary.versions import Version

_VERSION = re.compile(
    r"""\s*[vVb=]{0,3}\s?
    (?P<release>\d{1,9}(?:\.\d{1,9}){0,6})
    (?:[._-]?(?P<pre>alpha|a|beta|b|preview|pre|rc|c)[._-]?(?P<pre_number>\d{0,9})(?![a-z\d]))?
    (?:(?:[._-]?(?:post|rev|r)[._-]?(?P<post>\d{0,9}))(?![a-z\d]))?
    (?:[._-]?dev[._-]?(?P<dev>\d{0,14})(?![a-z\d]))?
    (?:\+(?P<local>[A-Za-z0-9][\w.-]{0,80}))?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_SIGNS = ("==", ">=", "<=", "<")
_STAGES = {"a": -3, "alpha": -3, "b": -2, "beta": -2}
_CANDIDATE = -1
_ONLY_DEVELOPER = -4
_FINAL, _POST = 0, 1
_NO_DEVELOPER_BELOW = 10**15
"""Above every number of a developer release: 2.4.0a0 comes after 2.4.0a0.dev5."""


@lru_cache(maxsize=4096)
def version_of(text: str) -> Version | None:
    """The version that a text begins with; None where it begins with none.

    What follows it ("-0ubuntu1", " LTS") is left out.
    """
    found = _VERSION.match(text[:160])
    if found is None:
        return None
    release = tuple(int(number) for number in found["release"].split("."))
    return Version(release, _stage(found), (found["local"] or "").lower())


def _stage(found: re.Match[str]) -> tuple[int, int, int]:
    dev = _number(found["dev"])
    below = _NO_DEVELOPER_BELOW if dev is None else dev
    if found["pre"]:
        kind = _STAGES.get(found["pre"].lower(), _CANDIDATE)
        return kind, _number(found["pre_number"]) or 0, below
    post = _number(found["post"])
    if post is not None:
        return _POST, post, 0 if dev is None else dev - _NO_DEVELOPER_BELOW
    if dev is not None:
        return _ONLY_DEVELOPER, 0, dev
    return _FINAL, 0, 0


def _number(text: str | None) -> int | None:
    """0 for a mark without a number ("1.0.post"), None without the mark."""
    return None if text is None else int(text or 0)


def is_within(version: Version, wanted: str) -> bool:
    """Whether a version certainly lies in a range such as ">=2.4, <2.5" or "==3.0".

    "==3.0" takes in 3.0.1; 12 does not lie in ">=12.8", for it may be 12.1, told less exactly.
    """
    return all(_holds(version, clause.strip(), in_doubt=False) for clause in wanted.split(","))


def may_be_within(version: Version, wanted: str) -> bool:
    """Whether a version lies in a range, or may: 12 may lie in ">=12.8"."""
    return all(_holds(version, clause.strip(), in_doubt=True) for clause in wanted.split(","))


def _holds(version: Version, clause: str, *, in_doubt: bool) -> bool:
    sign = next((sign for sign in _SIGNS if clause.startswith(sign)), "")
    bound = version_of(clause.removeprefix(sign))
    if bound is None or not sign:
        raise ValueError(f"no sign and version in {clause!r}")
    is_vague = version.begins(bound) and not bound.begins(version)
    if is_vague:
        return in_doubt
    if sign == "==":
        return version == bound or bound.begins(version)
    if sign == ">=":
        return version >= bound
    if sign == "<=":
        return version <= bound or bound.begins(version)
    return version < bound
