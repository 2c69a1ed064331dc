"""Which accounts of type "User" no person acts with: programs that were given an account."""

import re

_NAMED = re.compile(
    r"(?:^|[-_\d])(?:bot|robot|ci|automation)\d*$"
    r"|(?:auto|build|ci|dependa|docs?|git|hub|lint|merge|release|review|rust|test|torch)bot\d*$"
)
"""Ends as machines' names do; "bot" after any letter would take people named Talbot for one."""

KNOWN = frozenset(
    {
        "codecov-commenter",
        "coveralls",
        "googlebot",
        "k8s-ci-robot",
        "openstack-gerrit",
        "networkx-trac",
        "web-flow",
    }
)
"""Well-known ones whose name does not say it: they comment in many of the repositories we read."""


def is_machine(login: str, kind: str = "User") -> bool:
    """Whether a program acts under this login; `kind` is GitHub's type of the account.

    A machine taken for a person answers every issue at once, so that every figure of waiting is
    wrong. What the organisation itself calls machines is applied where activity is folded.
    """
    name = login.lower()
    return kind == "Bot" or name in KNOWN or bool(_NAMED.search(name))
