"""A repository's forms, templates and config: their texts, read only when they changed.

The look brings git object ids; a text is read once for each id and kept in the store. So a thread
in a repository we know costs no read here, and one in which something changed costs one.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from bot.facts.look import Reader
from bot.parsing.owners import NAMES as OWNER_FILES
from bot.vocabulary.config import CONFIG_PATH
from bot.vocabulary.issues import GuidanceFiles
from bot.vocabulary.threads import Repository

SINGLE_TEMPLATES = ("ISSUE_TEMPLATE.md", "issue_template.md")
FORM_FOLDER = "ISSUE_TEMPLATE"
FORM_SUFFIXES = (".yml", ".yaml", ".md")
PROJECT_FILES = OWNER_FILES | frozenset(
    ("contributing.md", "contributing.rst", "security.md", "ai_policy.md")
)
"""Lower case: who owns what, how to contribute, where vulnerabilities go, what holds for AI."""

ROOT_FILES = OWNER_FILES - {"codeowners"}
"""Those that speak of the whole repository at its root alone."""

MAX_FILES = 60
"""A folder with more forms than this is no chooser for people; the rest is left unread."""


UNREADABLE = "\ufffd"
"""The sign for what cannot be read."""


class Texts(Protocol):
    """Where texts are kept by object id; the store happens to fit."""

    async def known(self, repository_id: int, oids: Iterable[str]) -> Mapping[str, str]:
        """Those we hold."""
        ...

    async def keep(
        self, repository_id: int, texts: Mapping[str, str], places: Mapping[str, str]
    ) -> None:
        """Hold these; `places` are the object ids of all that stands there now, by path."""
        ...


def guidance_entries(look: Mapping[str, Any]) -> dict[str, str]:
    """Path -> object id of everything that guides reporters or us. May be empty."""
    tree = look["object"] or {}
    entries: dict[str, str] = {}
    for entry in tree.get("entries") or ():
        name = entry["name"]
        if name == "linchpin.yml" or name in SINGLE_TEMPLATES:
            entries[f".github/{name}"] = entry["oid"]
        elif name == FORM_FOLDER and entry["type"] == "tree":
            for file in (entry["object"] or {}).get("entries") or ():
                if file["name"].lower().endswith(FORM_SUFFIXES):
                    entries[f".github/{FORM_FOLDER}/{file['name']}"] = file["oid"]
    chosen = sorted(entries.items(), key=lambda entry: (entry[0] != CONFIG_PATH, entry[0]))
    entries = dict(chosen[:MAX_FILES])
    return entries | _project_files(look)


def _project_files(look: Mapping[str, Any]) -> dict[str, str]:
    """Each at the first place of those in which GitHub, or the bot it is for, looks for it."""
    found: dict[str, tuple[str, str]] = {}
    for folder, key in ((".github/", "object"), ("", "root"), ("docs/", "docs")):
        for entry in (look[key] or {}).get("entries") or ():
            name = entry["name"].lower()
            is_known = name in PROJECT_FILES and (key == "root" or name not in ROOT_FILES)
            if is_known and entry["type"] == "blob":
                found.setdefault(name, (f"{folder}{entry['name']}", entry["oid"]))
    return dict(found.values())


async def read_guidance(
    reader: Reader, texts: Texts, repository: Repository, look: Mapping[str, Any]
) -> GuidanceFiles:
    """The texts. Costs one read when an object id is new, else none."""
    entries = guidance_entries(look)
    held = dict(await texts.known(repository.id, entries.values()))
    missing = sorted(set(entries.values()) - held.keys())
    if missing:
        read = await _read(reader, repository, missing)
        await texts.keep(repository.id, read, entries)
        held |= read
    return GuidanceFiles({path: held[oid] for path, oid in entries.items() if oid in held})


async def _read(reader: Reader, repository: Repository, oids: list[str]) -> dict[str, str]:
    fields = " ".join(
        f'b{i}: object(oid: "{oid}") {{ ... on Blob {{ text isTruncated }} }}'
        for i, oid in enumerate(oids)
    )
    document = (
        "query Guidance($owner: String!, $name: String!) "
        f"{{ repository(owner: $owner, name: $name) {{ {fields} }} }}"
    )
    data = await reader.query(document, {"owner": repository.owner, "name": repository.name})
    found = data["repository"]
    return {oid: text_of(found[f"b{i}"]) for i, oid in enumerate(oids) if found[f"b{i}"]}


def text_of(blob: Mapping[str, Any]) -> str:
    """A blob's text; what is no text at all becomes one that no form or config may be."""
    text = blob.get("text")
    if text is None:
        return UNREADABLE
    return str(text).replace("\0", UNREADABLE)  # PostgreSQL takes no NUL, and neither does YAML
