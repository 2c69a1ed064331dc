"""Versions and machines named in sentences: "on an A100 with CUDA 12.1 and torch 2.3"."""

import re
from collections.abc import Iterator

from bot.parsing.environments import gpus, values
from bot.parsing.environments.labelled import package
from bot.parsing.environments.mentions import ALIASES, KNOWN, Field, Mention, package_name
from bot.vocabulary.environments import Found

_NUMBER = (
    r"v?(?P<version>\d{1,4}(?:\.\d{1,6}){1,3}(?:\.?(?:post|dev|rc|a|b)\d{1,10}){0,2}"
    r"(?:\+[A-Za-z0-9](?:[\w.]{0,40}\w)?)?)"
    r"(?![\w-]|\.\d|\.x\b|\s?(?:x\b|%|×|times\b|ms\b|[KMGT]i?B\b|B\b|tok|seconds?\b|s\b|it/s"
    r"|hours?\b))"
)
_PACKAGES = "|".join(
    sorted(
        (re.escape(name).replace(r"\-", "[-_ ]?") for name in (*KNOWN, *ALIASES)),
        key=len,
        reverse=True,
    )
)
_PACKAGE = re.compile(
    rf"(?<![\w./@-])(?P<name>{_PACKAGES})(?![\w-])[`*_\"']{{0,3}}(?: (?:python )?(?:package|library"
    rf"|nightly|build))?"
    rf"[\s(:=,@-]{{0,3}}(?:version|ver\.?|release|tag)?(?: is)?[\s:=`*]{{0,4}}{_NUMBER}",
    re.IGNORECASE,
)
_OF = re.compile(rf"\bversion {_NUMBER} of (?P<name>{_PACKAGES})(?![\w-])", re.IGNORECASE)
_PYTHON = re.compile(
    r"(?<![\w./-])(?:c?python|py)[- ]?(?:version)?(?: is)?[\s:=`(v-]{0,4}(?P<version>3\.\d{1,2}"
    r"(?:\.\d{1,2})?)(?![\w]|\.\d)",
    re.IGNORECASE,
)
_CUDA = re.compile(
    r"(?<![\w./-])CUDA(?:[ -](?:toolkit|runtime|version|ver|driver|release)){0,2}[\s:=`(v-]{0,4}"
    r"(?P<version>1[0-3]\.\d{1,2}(?:\.\d{1,3})?|1[0-3])(?![\w]|\.\d|\.x|[ -]?(?:GPU|card|device|out"
    r"|kernel))",
    re.IGNORECASE,
)
_TORCH_CUDA = re.compile(r"(?<![\w./])\(?cu(?P<major>1[0-3])(?P<minor>\d)\b(?!/)")
_DRIVER = re.compile(
    r"\bdrivers?(?: version| ver\.?"
    r"| release)?(?: is)?[\s:=`(v]{0,4}(?P<version>\d{3}\.\d{2,3}(?:\.\d{2})?)"
    r"(?![\w]|\.\d)",
    re.IGNORECASE,
)
_ROCM = re.compile(
    r"(?<![\w./-])ROCm(?: version)?[\s:=`(v-]{0,4}(?P<version>\d\.\d{1,2}(?:\.\d{1,2})?)(?![\w]"
    r"|\.\d)",
    re.IGNORECASE,
)
_COMPILER = re.compile(
    r"(?<![\w./-])(?P<name>gcc|clang)(?: version)?[- :=`v]{0,3}(?P<version>\d{1,2}"
    r"(?:\.\d{1,2}){1,2})(?![\w]|\.\d)",
    re.IGNORECASE,
)
_PROCESSOR = re.compile(
    r"(?<![\w-])(?:(?:AMD )?(?:Ryzen (?:AI )?(?:Threadripper )?(?:PRO )?(?:Max\+? )?[3579]?"
    r"(?: PRO)? ?\d{3,4}[A-Z0-9]{0,3}|Threadripper (?:PRO )?\d{4}W?X"
    r"|EPYC \d[A-Z0-9]{3})|(?:Intel )?(?:Core )?i[3579]-\d{4,5}[A-Z]{0,2}|"
    r"(?:Intel )?Core Ultra [579] \d{3}[A-Z]{0,2}"
    r"|(?:Intel )?Xeon(?: (?:Gold|Silver|Platinum|Bronze|E5|E3|W|E-))?[ -]\d{4}[A-Z0-9]{0,3}"
    r"(?: v\d)?"
    r"|Apple M[1-5](?: (?:Pro|Max|Ultra))?|M[1-5] (?:Pro|Max|Ultra))\b",
    re.IGNORECASE,
)
_MAC_CHIP = re.compile(
    r"\b(?:macbook(?: air| pro)?|mac ?(?:mini|studio|pro|book)?|imac)\b[^\n.;]{0,20}?\b"
    r"(?P<chip>M[1-5](?: (?:Pro|Max|Ultra))?)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"(?<=[.;!?])\s+|\s(?=(?:but|whereas|while|although|however)\b)|\s[–—]\s|\n")
_HEDGE = re.compile(
    r"\b(?:support(?:s|ed|ing)?|requir\w*|needs?|needed|upgrad\w*|downgrad\w*|revert\w*|roll(?:ed"
    r"|ing)? back"
    r"|bump\w*|tried|try|trying|works?(?: \w+){0,2} (?:with|on|in|for|under)|worked|working (?:with"
    r"|on|in|fine)|instead|should|would|could|will|wheels?|if"
    r"|unless|until|since|before|older|newer|later|previous\w*|earlier|recommend\w*|e\.g|such as"
    r"|min(?:imum)?|at least|compatib\w*"
    r"|depends?|dependenc\w+ (?:on|for)|fixed in|introduced|as of|was fine|were fine|expect\w*"
    r"|another|others?|compared|than|versus|vs|please|pull request|PR|merged|allow\w*"
    r"|switch\w*|mov(?:e|ed|ing) (?:to|from)|went back|change[sd]? (?:to|in|from)|migrat\w*|plan\w*"
    r"|docs?|documentation|readme|changelog|pin(?:ned|s|ning)?|add(?:s|ed|ing)? \w+ for"
    r"|deprecat\w*|drop(?:s|ped)?|remov\w*|like|similar|example|benchmark\w*|unlike|no longer|not "
    r"(?:on|with|in)|only (?:on|with|in)"
    r"|targeting|targets|build(?:s|ing)? for|compil\w*(?: \S+){0,5} for|available (?:for|on"
    r"|in)|released?"
    r"|port(?:ed)? (?:to|from)|colleague\w*|my friend|someone|he|she|they|their)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NEGATED = re.compile(r"n't\b|\bnot\b|\bno\b", re.IGNORECASE)
_ASSIGNED = re.compile(r"^\s{0,8}(?:export |ENV )?[A-Z][A-Z_]{1,40}=")
"""A variable, such as "ID_LIKE=" in a system's description, which names what is like it."""
_COMMANDS = re.compile(
    r"\b(?:pip3?|conda|mamba|poetry|uv)(?: pip)? (?:install|add|create)\b[^\n`]{0,400}"
)
"""What is read as a command, or is no more than an intention."""
_PATHS = re.compile(r"\S{0,200}/\S{1,200}")
"""Addresses and names of images, whose parts are no words."""
_EXAMPLE = re.compile(r"\(?\be\.g\.?[^)\n]{0,200}\)?", re.IGNORECASE)
_LINKS = re.compile(r"https?://\S{1,500}|\]\([^)\n]{1,500}\)|`[^`\n]{120,}`")


def is_doubtful(line: str) -> bool:
    """Whether a line of prose may name what the writer does not have."""
    return _is_hedged(line) or _NEGATED.search(line) is not None


def phrases(line: str, found: Found = Found.WORDS) -> Iterator[Mention]:
    """What a line of prose says that the writer has.

    A clause that asks, wishes, compares or tells of an earlier state is left out: what it names is
    not what the writer has, or need not be.
    """
    if _ASSIGNED.match(line) or not _names_anything(line, found):
        return
    for clause in _CLAUSES.split(_EXAMPLE.sub(" ", _COMMANDS.sub(" ", _LINKS.sub(" ", line)))):
        if _names_anything(clause, found) and not _is_hedged(clause):
            yield from _clause(clause, found)


def _is_hedged(clause: str) -> bool:
    return clause.rstrip().endswith("?") or _HEDGE.search(_PATHS.sub(" ", clause)) is not None


def _names_anything(text: str, found: Found) -> bool:
    """Whether it is worth looking closer: most lines name nothing."""
    if found is not Found.LINE and not _DIGIT.search(text):
        return False
    return next(_clause(text, found), None) is not None


def _clause(clause: str, found: Found) -> Iterator[Mention]:
    if _DIGIT.search(clause):
        yield from _versions(clause, found)
    yield from _machines(clause, found)


def _versions(clause: str, found: Found) -> Iterator[Mention]:
    for match in (*_PACKAGE.finditer(clause), *_OF.finditer(clause)):
        name = package_name(match["name"])
        yield from package(name, match["version"], found)
    for match in _PYTHON.finditer(clause):
        yield Mention(Field.PYTHON, match["version"], found)
    for match in _CUDA.finditer(clause):
        if (cuda := values.cuda_of(match["version"])) is not None:
            yield Mention(Field.CUDA, cuda, found)
    if "torch" in clause.lower():
        for match in _TORCH_CUDA.finditer(clause):
            yield Mention(Field.TORCH_CUDA, f"{match['major']}.{match['minor']}", found)
    for match in _DRIVER.finditer(clause):
        yield Mention(Field.DRIVER, match["version"], found)
    for match in _ROCM.finditer(clause):
        yield Mention(Field.ROCM, match["version"], found)
    for match in _COMPILER.finditer(clause):
        yield Mention(Field.COMPILER, match["version"], found, match["name"].lower())


def _machines(clause: str, found: Found) -> Iterator[Mention]:
    system = values.system_of(clause)
    if system is not None and (system[-1:].isdigit() or found is Found.LINE):
        yield Mention(Field.OS, system, found)
    chip = _MAC_CHIP.search(clause)
    match = _PROCESSOR.search(clause)
    if match is not None or chip is not None:
        named = match[0] if match is not None else f"Apple {chip['chip']}"  # type: ignore[index]
        name = values.processor_of(f"Apple {named}" if named[:1] == "M" else named)
        if name is not None:
            yield Mention(Field.CPU, name, found)
    for name, count, _start, _end in gpus.accelerators_in(clause):
        yield Mention(Field.GPU, name, found, count=count)
