"""Whether a public report reads like a vulnerability report that should have come in private.

A scanner's list of a dependency's CVEs is none: what it names is public already, and the remedy is
a version. Nor are research on attacks, a request to support it, or a crash that nobody is said to
bring about.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

from bot.parsing.anatomy import Piece, Place, pieces
from bot.parsing.security import words as vocabulary
from bot.parsing.security.cue import Cue, Family
from bot.parsing.security.cues import CODE_CUES, CUES
from bot.parsing.titles import bare

SUSPICIOUS = 0.5
"""Confidence from which a report counts."""

CUES_WEIGH = 3.0
"""Log-odds of a report whose cues leave no doubt, beside those of its words."""

LEAST = -2.0
"""Log-odds that the words of a report take off at most: one that follows a form and tells of its
environment uses many words that speak against it, and cues that leave little doubt still win."""

WORDS_ALONE = 0.5
"""Log-odds that words lose where no cue stands beside them: in a short text one may mislead."""

SPEECHLESS = 0.5
"""Log-odds that a report loses in which nobody says anything: a payload alone is a sample."""

FEWEST_WORDS = 3
"""Words with which somebody says something ("keys leak here"); a bare "crash" is none."""

EXPLAINED = 1.5
"""Log-odds that the words lose where something else explains the cues, times what those lose."""

MAX_TITLE = 1_000
"""Characters of a title; GitHub takes 256."""

MAX_WORDS = 6_000
"""Characters of the writer's words that are read; a report says before that what it is about."""

MAX_CODE = 6_000
"""The same for code and output."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

_MENTION = re.compile(r"(?<!\w)@[\w-]{1,39}")
"""Whom a report calls says nothing of it: "@everyone" can do nothing."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]{2,40}")

_KNOWN_WARNINGS = re.compile(
    r"it is possible to construct malicious pickle data[^\n]{0,200}"
    r"|it can result in arbitrary code execution[^\n.]{0,100}"
    r"|to avoid malicious use|only if you trust the source[^\n.]{0,60}"
    r"|vulnerability (?:gather|ghostwrite|indirect|itlb|l1tf|mds|meltdown|mmio|old|reg"
    r"|retbleed|spec"
    r"|spectre|srbds|tsa|tsx|vmscape)\b[^\n]{0,200}"
)
"""What PyTorch, Transformers and lscpu print on every machine."""

_RESEARCH = re.compile(
    r"\badversarial(?:ly)? (?:attack|training|robust|example|patch|trigger|perturbation"
    r"|learning|sample)"
    r"|\battack (?:success|model|example|method)|\b(?:text|membership inference|model (?:stealing"
    r"|extraction|inversion)|poisoning|backdoor|evasion|pgd|fgsm) attacks?\b|\bfgsm\b|\bpgd\b"
    r"|\bjailbreak|\bharmbench\b|\bred[- ]team(?:ing)? (?:script|prompts?|example|benchmark|set)"
    r"|\bmembership inference\b|\bdifferential privacy\b|\bfederated\b|\btrojan detection\b"
    r"|\bguardrails?\b|\b(?:vulnerability|intrusion|malware|spoofing|attack|injection) (?:detect"
    r"|classif|data ?sets?)|\bdata ?sets?\b[^\n.]{0,40}\b(?:cwe|vulnerab|injection|attack)"
    r"|\bclassify [^\n.]{0,40}(?:attempt|attack|injection|malware)|\bfault injection\b|\barxiv\b"
)
_DEPENDENCY = re.compile(
    r"\b(?:trivy|snyk|grype|dependabot|renovate|pip-audit|npm audit|osv-scanner|black "
    r"?duck|whitesource"
    r"|mend\.io|nexus iq|sonarqube|docker scout|clair|prisma cloud|twistlock|aqua scan"
    r"|safety check)\b"
    r"|\b(?:our|the|security|vulnerability|container|image|compliance) scan(?:s|ner|ners)? "
    r"(?:flag|report|complain|show|found|find|block|says?)"
    r"|\b(?:bump|upgrade|update|unpin|pin|rebuild|downgrade|replace|raise|require)"
    r"\w{0,3}\b[^\n]{0,80}"
    r"\b(?:cve|ghsa|vulnerab|security (?:fix|patch|advisor))"
    r"|\b(?:cve|ghsa|vulnerab)[^\n]{0,80}\b(?:bump|upgrade|update to|upgrading|newer "
    r"version|fixed in|patched in)\b"
    r"|\bdependency vulnerabilit|\bvulnerable (?:dependenc|version of|packages?\b|transitive)"
    r"|\b(?:transitive|outdated|third[- ]party) dependenc|\baffected by cve-|\bbase "
    r"image\b|\bversion is (?:before|older|affected)\b"
    r"|\bcve-\d{4}-\d{4,7}\W{1,4}(?:\w{1,12}\W{1,3})"
    r"{0,2}cve-\d{4}-\d{4,7}\W{1,4}(?:\w{1,12}\W{1,3}){0,2}cve-\d{4}-"
    r"|\b(?:docker |container )?image\b[^\n.]{0,60}\b(?:security issues|vulnerabilit|cves)"
)
_WISH = re.compile(
    r"^\W{0,3}(?:\[?(?:feature|rfc|enhancement|docs?|ci|test|question)\b|add\b|support "
    r"(?!account|user|team)|allow\b"
    r"|option\b|enable\b|use\b|consider\b|remove\b|docs?:|please (?:add|support)\b|how "
    r"(?:to|do|can)\b)"
    r"|\bfeature request\b|\bwould be (?:nice|great|good|useful|helpful)\b"
    r"|\binterested in a (?:pull request|pr)\b|\bin my fork\b|\bhappy to (?:send|open"
    r"|submit|contribute)\b[^\n.]{0,20}\b(?:pr|pull request|patch)\b"
    r"|\bare there (?:any )?plans\b|\bit would help\b"
)

_DAMPED = {"research": 0.35, "dependency": 0.35, "wish": 0.6}
"""What is left of the cues; chosen with them, see `security.cue`."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a report may be one. It names what was seen and quotes nothing."""

    confidence: float
    """0..1."""
    cues: tuple[str, ...]
    """Names from `security.cue`, the most convincing first."""


def reads_like_a_vulnerability_report(title: str, body: str) -> Suspicion | None:
    """The suspicion, where there is enough of one."""
    found = weighed(title, body)
    return found if found.confidence >= SUSPICIOUS else None


def weighed(title: str, body: str) -> Suspicion:
    """The suspicion, however small."""
    report = Read.of(title, body)
    cues, names = cue_log_odds(report)
    words = max(LEAST, vocabulary.log_odds(report.headline, report.words))
    seen = (*names, "words") if words > 0 else names
    return Suspicion(round(1 / (1 + exp(-cues - words)), 3), seen)


@dataclass(frozen=True, slots=True)
class Read:
    """What of a report is looked at: lower case, plain letters, the beginning of each."""

    title: str
    headline: str
    """The title without its kind."""
    words: str
    """The writer's."""
    code: str
    """Code and output."""

    @classmethod
    def of(cls, title: str, body: str) -> "Read":
        """The report."""
        given = pieces(body)
        words = _joined(given, MAX_WORDS, Place.HEADING, Place.PROSE, Place.BOX)
        code = _joined(given, MAX_CODE, Place.CODE, Place.OUTPUT)
        return cls(
            _plain(title, MAX_TITLE),
            _MENTION.sub(" ", _plain(bare(title), MAX_TITLE)),
            _MENTION.sub(" ", _plain(words, MAX_WORDS)),
            _plain(code, MAX_CODE),
        )


def cue_log_odds(report: Read) -> tuple[float, tuple[str, ...]]:
    """What the cues say for a vulnerability report, and their names, the most convincing first."""
    best: dict[Family, tuple[float, str]] = {}
    for cue, share in (
        *((cue, _twice(cue.share)) for cue in _seen(CUES, report.headline)),
        *((cue, cue.share) for cue in _seen(CUES, report.words)),
        *((cue, cue.share) for cue in _seen(CODE_CUES, report.code)),
    ):
        best[cue.family] = max(best.get(cue.family, (0.0, "")), (share, cue.name))
    doubt = 1.0
    for share, _name in best.values():
        doubt *= 1 - share
    names = [name for _share, name in sorted(best.values(), key=lambda x: (-x[0], x[1]))]
    left = _left(report)
    strength = CUES_WEIGH * (1 - doubt) * left if names else -WORDS_ALONE
    spoken = len(_WORD.findall(f"{report.headline[:200]}\n{report.words[:200]}"))
    speechless = SPEECHLESS if names and spoken < FEWEST_WORDS else 0.0
    return strength - EXPLAINED * (1 - left) - speechless, tuple(names)


def _left(report: Read) -> float:
    """What is left of the cues where something else explains them better."""
    whole = f"{report.title}\n{report.words}"
    left = 1.0
    if _RESEARCH.search(whole):
        left *= _DAMPED["research"]
    if _DEPENDENCY.search(whole):
        left *= _DAMPED["dependency"]
    if _WISH.search(report.title) or _WISH.search(report.words):
        left *= _DAMPED["wish"]
    return left


def _twice(share: float) -> float:
    """A title is the writer's own summary: what stands there is as though said twice."""
    return 1 - (1 - share) ** 2


def _seen(cues: Iterable[Cue], text: str) -> Iterable[Cue]:
    return (cue for cue in cues if cue.pattern.search(text)) if text else ()


def _joined(given: Iterable[Piece], longest: int, *places: Place) -> str:
    """The beginning of what stands in some places."""
    kept: list[str] = []
    left = longest
    for piece in given:
        if piece.place in places and left > 0:
            kept.append(piece.text[:left])
            left -= len(piece.text)
    return "\n".join(kept)


def _plain(text: str, longest: int) -> str:
    """Lower case, full-width letters made plain, nothing invisible, known warnings left out."""
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:longest]))[:longest].lower()
    return _KNOWN_WARNINGS.sub(" ", seen.replace("’", "'"))
