"""The environment a report tells, in a dump, a table, a form's field or a sentence.

Lines are read one by one or with their neighbours, with bounded patterns: the cost is linear in the
text, of which the first 100,000 characters are looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.parsing.environments.banners import banners, hints
from bot.parsing.environments.labelled import label_in, labelled, mentions
from bot.parsing.environments.labels import asks_for_environment, label_of
from bot.parsing.environments.lists import listed
from bot.parsing.environments.mentions import Field, Mention
from bot.parsing.environments.phrases import is_doubtful, phrases
from bot.parsing.environments.stretches import Stretch, clean, stretches
from bot.parsing.environments.tables import drawn
from bot.parsing.environments.weighing import weighed
from bot.vocabulary.environments import Environment, Found

_TOOL = re.compile(
    r"^\s*(?:Collecting environment information|Is debug build: |CUDA used to build PyTorch"
    r"|PyTorch version: "
    r"|Versions of relevant libraries|DeepSpeed general environment info|CUDA available: "
    r"|vLLM Version: "
    r"|- ?`?(?:transformers|Accelerate|accelerate|huggingface_hub)`? version: "
    r"|torch cuda version \.|Is XNNPACK available)",
)
_CHECK_ENV = re.compile(r"^(?:CUDA available: |CUDA_HOME: |PyTorch: \d|NVCC: )")
_ANY_PACKAGE = re.compile(r"^(?P<name>[A-Za-z][\w.-]{1,40}): (?P<version>\d+\.\d[\w.+]{0,40})$")
_BOX = re.compile(r"^\s{0,8}[-*+]\s{1,4}\[[ xX]?\]\s")
_SCRIPTS = frozenset(
    (
        "python",
        "python3",
        "py",
        "cpp",
        "c++",
        "c",
        "cuda",
        "rust",
        "go",
        "js",
        "diff",
        "java",
        "json",
        "yaml",
        "yml",
        "toml",
    )
)
_CUDA_FIELDS = frozenset((Field.CUDA, Field.TORCH_CUDA, Field.CUDA_TOOLKIT, Field.DRIVER_CUDA))
ANSWER_LINES = 4
"""So many lines below a heading that asks for one value are its answer."""


def environment_of(body: str, title: str = "") -> Environment:
    """What is told; empty where nothing is."""
    found: list[Mention] = []
    for stretch in stretches(body):
        heading, is_quoted = stretch.heading[:120], stretch.is_quoted
        found.extend(
            replace(mention, heading=heading, is_quoted=is_quoted) for mention in _told_in(stretch)
        )
    found.extend(phrases(clean(title)))
    return weighed(mention for mention in found if mention.value)


def _told_in(stretch: Stretch) -> Iterator[Mention]:
    is_dump = any(_TOOL.match(line) or _CHECK_ENV.match(line) for line in stretch.lines)
    is_script = stretch.language in _SCRIPTS and not is_dump
    yield from drawn(stretch)
    yield from listed(stretch)
    if not is_script:
        yield from _lines(stretch, Found.DUMP if is_dump else Found.LINE)
    for line in stretch.lines:
        said = list(banners(line))
        if said and (stretch.is_code or not is_doubtful(line)):
            yield from said
        if not stretch.is_code:
            yield from hints(line)


def _lines(stretch: Stretch, found: Found) -> Iterator[Mention]:
    is_general = asks_for_environment(stretch.heading)
    yield from _answers(stretch)
    is_check = sum(bool(_CHECK_ENV.match(line)) for line in stretch.lines) > 1
    pending = None
    for line in stretch.lines:
        if _BOX.match(line):
            continue
        told = list(labelled(line, found))
        yield from told
        if pending is not None and not told and line.strip():
            yield from mentions(pending, line.strip(" *`-"), found)
        label = label_in(line)
        is_bare = label is not None and (not label[1].strip() or "Probably one of" in label[1])
        pending = label[0] if is_bare and label is not None else None
        if is_check and (any_package := _ANY_PACKAGE.match(line)) is not None and not told:
            yield Mention(
                Field.PACKAGE,
                any_package["version"],
                found,
                any_package["name"].lower().replace("_", "-"),
            )
        if (
            not line.strip()
            or found is Found.DUMP
            or line.count("|") > 1
            or (stretch.is_code and not is_general)
        ):
            continue
        fields = {mention.field for mention in told}
        if fields & _CUDA_FIELDS:
            fields |= _CUDA_FIELDS
        for mention in phrases(line, Found.LINE if is_general else Found.WORDS):
            if mention.field not in fields:
                yield mention


def _answers(stretch: Stretch) -> Iterator[Mention]:
    """What stands below a heading that asks for one thing, or beside it in the heading itself."""
    yield from labelled(stretch.heading, Found.LINE)
    label = label_of(stretch.heading)
    if label is None:
        return
    written = [line.strip(" *`_-") for line in stretch.lines if line.strip()]
    if len(written) <= ANSWER_LINES:
        for line in written:
            yield from mentions(label, line, Found.LINE)
