"""What existing labels mean by their names: a kind, an area, or the project's own process.

Spellings are those of repositories in the field: pytorch ("module: x", "oncall: x", "triaged"),
kubernetes ("kind/bug", "area/x", "sig/x"), rust ("C-bug", "A-x", "S-x"), tensorflow ("type:bug",
"comp:x", "stat:x"), react ("Type: Bug", "Component: x"), opencv ("category: x"), vllm, llama.cpp,
sglang, vscode and bitcoin (bare words). Two readings of one name are a tie, and then it has none.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.parsing.markdown import folded
from bot.vocabulary.kinds import Kind

LONGEST = 100
"""Characters of a name that are read; GitHub allows 50."""

_USUAL: Mapping[Kind, tuple[str, ...]] = {
    Kind.BUG: ("bug", "bugs", "bug report", "defect", "type bug"),
    Kind.FEATURE: (
        "feature", "features", "feature request", "feature requests", "enhancement",
        "enhancements", "enhancement request", "new feature", "improvement", "feat", "request",
        "feature enhancement", "wishlist", "feature idea",
    ),
    Kind.QUESTION: (
        "question", "questions", "usage", "support", "help", "how to", "howto",
        "questions and help",
        "usage question", "question invalid tracker", "support request", "user question",
        "q a", "qa",
        "help request", "dev question", "support question",
    ),
    Kind.DOCS: (
        "documentation", "docs", "doc", "documentation issue", "docs bug", "docs feature",
        "documentation improvement", "doc issue", "documentation bug", "doc bug", "docs issue",
    ),
    Kind.PERFORMANCE: (
        "performance", "perf", "optimization", "optimisation", "performance issue", "slow",
        "performance regression", "perf regression", "speed",
    ),
    Kind.INSTALLATION: (
        "installation", "install", "build install", "build installation", "installation issue",
        "setup", "install issue", "installing", "build and install",
    ),
    Kind.DISCUSSION: (
        "discussion", "rfc", "proposal", "request for comments", "design discussion", "research",
        "idea", "design proposal", "discuss", "rfcs", "brainstorming",
    ),
    Kind.MAINTENANCE: (
        "maintenance", "refactor", "refactoring", "chore", "cleanup", "clean up", "tech debt",
        "technical debt", "debt", "code quality", "code health", "housekeeping", "internal cleanup",
    ),
}  # fmt: skip

_ALSO: Mapping[Kind, tuple[str, ...]] = {
    Kind.BUG: ("regression", "crash", "crashes", "hang", "segfault", "incorrect result",
               "wrong result", "correctness", "unexpected behavior", "unexpected behaviour"),
    Kind.DOCS: ("tutorial", "tutorials", "typo", "readme", "website docs"),
    Kind.INSTALLATION: ("build", "build issue", "build error", "compilation", "packaging"),
}  # fmt: skip
"""Names of a narrower thing: they tell what an issue is, and are no label for all of its kind."""

_QUALIFIERS = frozenset(
    (
        "unconfirmed", "confirmed", "possible", "potential", "probable", "suspected", "reported",
        "report", "minor", "major", "new", "triage", "untriaged", "verified", "unverified",
        "likely", "maybe", "open", "user", "eval", "compile",
    )
)  # fmt: skip
_KIND_PREFIXES = frozenset(("type", "kind", "issue type", "issuetype", "issue", "t", "c", "k"))
_AREA_PREFIXES = frozenset(
    (
        "module", "modules", "mod", "area", "areas", "component", "components", "comp", "oncall",
        "a", "sig", "pkg", "package", "packages", "lib", "library", "scope", "subsystem",
        "integration", "integrations", "backend", "backends", "platform", "os", "device", "hw",
        "hardware", "model", "arch", "architecture", "domain", "app", "plugin", "provider",
        "crate", "language", "lang", "part", "wg", "team", "feature", "dialect", "target", "ep",
        "api",
    )
)  # fmt: skip
_EITHER_PREFIXES = frozenset(("category", "cat", "topic", "tag", "label", "group"))
_PROCESS_PREFIXES = frozenset(
    (
        "stat", "status", "state", "s", "p", "priority", "prio", "pri", "resolution", "needs",
        "need", "size", "effort", "e", "difficulty", "lifecycle", "release", "releases",
        "milestone", "version", "affected", "affects", "severity", "sev", "triage", "cla", "i",
        "impact", "merge", "pr", "review", "do", "good", "close", "closed", "waiting", "awaiting",
        "blocked", "ci", "ciflow", "cherry", "backport", "bot", "contribution", "complexity",
        "experience", "f", "r", "fixed", "in", "done", "workflow", "action", "process", "partner",
        "urgency", "points", "estimate", "lgtm", "approved", "dev", "testing", "qa", "stage",
        "release notes",
    )
)  # fmt: skip
_PREFIXES = _KIND_PREFIXES | _AREA_PREFIXES | _EITHER_PREFIXES | _PROCESS_PREFIXES
_PROCESS = re.compile(
    r"^(stale|inactive|unstale|rotten|frozen|keep open|pinned|backlog|roadmap|triaged?|triaging"
    r"|untriaged|unreviewed|duplicates?|possible duplicate|invalid|wont ?fix|won t fix|not a bug"
    r"|spam"
    r"|not planned|works for me|unable reproduce|cannot reproduce|can t reproduce|no repro"
    r"|fixed|solved|resolved|done|wip|work in progress|in progress|pending|blocked|blocker|on hold"
    r"|release blocker|release|breaking change|breaking|actionable|bounty|hacktoberfest|hackathon"
    r"|collaboration|dependencies|cla (not )?signed|cla .{0,20}|auto merge|split|demo|misc"
    r"|miscellaneous|others?|general|unknown|needs? .{1,40}|need .{1,40}|awaiting .{1,40}"
    r"|await .{1,40}|waiting .{1,40}|more info .{0,20}|info needed|has .{1,30}|good first .{0,20}"
    r"|good .{0,20}first .{0,20}|first good .{0,20}|help wanted|contributions? welcome"
    r"|contributor friendly|contrib.{0,30}|up for grabs|beginner.{0,20}|easy|medium|hard|low|high"
    r"|critical|urgent|major|minor|trivial|newcomer.{0,20}|starter|low hanging fruit"
    r"|(low|medium|high|critical|top|highest|lowest) ?(severity|priority|prio|pri|hanging fruit)"
    r"|p ?\d|sev ?\d|prio ?\d|priority.{0,20}|severity.{0,20}|(\w{1,12} )?v?\d+ \d+( ?\d+)?( ?x)?"
    r"|v\d{2,}"
    r"|upstream( issue)?|external|third party|3rd party|bug unconfirmed|confirmed|unconfirmed"
    r"|verified"
    r"|reproduced|reproducible|repro.{0,20}|ready.{0,30}|accepted|approved|rejected|declined"
    r"|under (discussion|review)|in (discussion|review)|tracking( issue)?|epic|umbrella|meta|task"
    r"|investigate|investigating|under investigation|feedback|need feedback|author action.{0,20}"
    r"|feature deprecation|deprecated?|security|autolabel.{0,10}|new|old|bot.{0,20}|ci failure"
    r"|github actions|merge conflict|do not .{1,30}|backport.{0,20}|cherry.?pick.{0,20}|nightly)$"
)
_SPACED = re.compile(r"^\s*([^:/]{1,30}?)\s*(?::+|/|\|)\s*(\S.*)$")
_LETTER = re.compile(r"^([A-Za-z])-(\S.*)$")
_DASHED = re.compile(
    r"^(type|kind|area|module|component|status|priority|comp|pkg)[-_. ](\S.*)$", re.I
)


class Meaning(StrEnum):
    """What sort of thing a label says."""

    KIND = "kind"
    AREA = "area"
    PROCESS = "process"
    NOTHING = "nothing"
    """Unclear, or two things at once."""


def _by_name(table: Mapping[Kind, tuple[str, ...]]) -> dict[str, Kind]:
    return {name: kind for kind, names in table.items() for name in names}


_USUAL_BY_NAME = _by_name(_USUAL)
_BY_NAME = _by_name(_ALSO) | _USUAL_BY_NAME


def kind_of(name: str) -> Kind | None:
    """The kind a label's name says."""
    return _read(name)[1]


def meaning(name: str) -> Meaning:
    """What sort of label it is."""
    return _read(name)[0]


def is_area(name: str) -> bool:
    """Whether the label names a part of the project."""
    return meaning(name) is Meaning.AREA


def kind_of_labels(names: Iterable[str]) -> Kind | None:
    """The one kind an issue's labels say; None where none does, or two differ."""
    found = {kind for kind in map(kind_of, names) if kind is not None}
    return found.pop() if len(found) == 1 else None


def label_for(kind: Kind, names: Iterable[str]) -> str | None:
    """The repository's own label for a kind; None where it has none, or several that could be."""
    meant = [name for name in names if kind_of(name) is kind]
    usual = [name for name in meant if _is_usual(name)]
    fitting = usual or meant
    return fitting[0] if len(fitting) == 1 else None


def words_of(name: str) -> tuple[str, ...]:
    """The words of a label's name without its prefix: "module: sparse ops" -> sparse, ops."""
    _prefix, rest = _cut(name)
    return tuple(folded(rest.replace("-", " ")).split())


def kind_named(text: str) -> Kind | None:
    """The kind that words name which are no label: "Bug", "feature request", "rfc"."""
    return _kind(folded(text[:LONGEST].replace("-", " ").replace("/", " ")))[0]


def _read(name: str) -> tuple[Meaning, Kind | None]:
    prefix, rest = _cut(name)
    words = folded(rest.replace("-", " ").replace("/", " "))
    kind, is_tie = _kind(words)
    if prefix in _KIND_PREFIXES:
        return (Meaning.KIND, kind) if kind else (Meaning.NOTHING, None)
    if prefix in _AREA_PREFIXES and words:
        return Meaning.AREA, None
    if prefix in _PROCESS_PREFIXES:
        return Meaning.PROCESS, None
    if kind is not None:
        return Meaning.KIND, kind
    if is_tie or not words:
        return Meaning.NOTHING, None
    if _PROCESS.match(words):
        return Meaning.PROCESS, None
    return Meaning.AREA, None


def _cut(name: str) -> tuple[str, str]:
    """A known prefix, folded, and what it stands before; "" where the name has none."""
    name = name[:LONGEST].strip()
    found = _SPACED.match(name) or _LETTER.match(name) or _DASHED.match(name)
    prefix = folded(found[1].replace("-", " ")) if found else ""
    return (prefix, found[2]) if found and prefix in _PREFIXES else ("", name)


def _kind(words: str) -> tuple[Kind | None, bool]:
    """The kind of folded words, and whether they name several."""
    exact = _BY_NAME.get(words)
    if exact is not None:
        return exact, False
    left = [word for word in words.split() if word not in _QUALIFIERS]
    plain = _BY_NAME.get(" ".join(left))
    if plain is not None:
        return plain, False
    if len(left) > 1:
        each = [_BY_NAME.get(word) for word in left if word not in ("or", "and")]
        kinds = {kind for kind in each if kind}
        if all(each) and len(kinds) == 1:
            return kinds.pop(), False
        return None, all(each)
    return None, False


def _is_usual(name: str) -> bool:
    prefix, rest = _cut(name)
    tries = (rest, name) if prefix else (name,)
    for text in tries:
        words = folded(text.replace("-", " ").replace("/", " ")).split()
        left = " ".join(word for word in words if word not in _QUALIFIERS)
        if " ".join(words) in _USUAL_BY_NAME or left in _USUAL_BY_NAME:
            return True
    return False
