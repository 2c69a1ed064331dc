"""`push` payloads: only what may have changed the config of the default branch is needed."""

from collections.abc import Mapping
from typing import Any

from bot.intake import fields
from bot.vocabulary.config import CONFIG_PATH
from bot.vocabulary.events import ConfigChanged, Dropped

MOST_COMMITS = 2_048
"""Commits a payload names at most (GitHub, "Webhook events and payloads", `push`)."""


def push_event(payload: Mapping[str, Any]) -> ConfigChanged | Dropped:
    """A `push` payload."""
    repository = fields.mapping(payload, "repository")
    if fields.words(payload, "ref") != f"refs/heads/{repository.get('default_branch')}":
        return Dropped("a push to another branch")
    commits = payload.get("commits")
    if not isinstance(commits, list):
        raise fields.Malformed("no commits")
    is_whole = len(commits) < MOST_COMMITS and not payload.get("forced")
    if is_whole and not any(_touches(commit) for commit in commits):
        return Dropped("a push that leaves the config alone")
    return ConfigChanged(fields.repository(payload))


def _touches(commit: Any) -> bool:
    if not isinstance(commit, Mapping):
        return False
    listed = (commit.get(kind) for kind in ("added", "modified", "removed"))
    return any(isinstance(paths, list) and CONFIG_PATH in paths for paths in listed)
