"""A message without what differs from machine to machine and from run to run."""

import re

LONGEST_MESSAGE = 300
"""Characters of a normalised message that are kept."""

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": "'", "”": "'", '"': "'", "`": "'", "´": "'"})
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"\bhttps?://[^\s'<>)\]]{1,300}", "<url>"),
        (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<uuid>"),
        (
            r"\b\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?)?",
            "<time>",
        ),
        (r"\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b", "<time>"),
        (
            r"(?<!\w)(?:[a-z]:)?(?:[\\/][^\\/\s'<>:,;()\[\]]{1,100}){0,30}[\\/](?="
            r"[\w.+-]{1,80}\.so\b)",
            "",
        ),
        (r"\.(?:cpython-\w{1,20}(?:-\w{1,20}){0,3}|abi3)(?=\.so)", ""),
        (
            r"(?<![\w<])(?:[a-z]:|~|\.{1,2})?(?:[\\/]{1,2}[^\\/\s'<>:,;()\[\]]{1,100}){0,30}[\\/]"
            r"(?=[\w.+-]{1,80}\.(?:cpp|cc|cxx|cu|cuh|hpp|h|rs|py|m|c)\b)",
            "",
        ),
        (r"\.so(?:\.\d{1,6}){1,4}", ".so"),
        (
            r"(?<![\w<])(?:[a-z]:|~|\.{1,2})?(?:[\\/]{1,2}[^\\/\s'<>:,;()\[\]]{1,100}){2,30}[\\/]?",
            "<path>",
        ),
        (r"(?<![\w<])(?:[a-z]:|~|\.{1,2})[\\/][^\\/\s'<>:,;()\[\]]{1,100}", "<path>"),
        (r"(?<=')[\\/][^\\/'\n]{1,100}(?=')", "<path>"),
        (r"\b[\w.+-]{1,100}(?:/[\w.+-]{1,100}){2,20}", "<path>"),
        (r"(?<=')[\w.-]{1,96}/[\w.-]{1,96}(?=')", "<name>"),
        (r"\b(?=[\w.-]{0,96}\d)[a-z][\w.-]{1,96}/(?=[\w.-]{0,96}\d)[\w.-]{1,96}", "<name>"),
        (r"\b0x[0-9a-f]{1,16}\b", "<address>"),
        (r"\b(?=[0-9a-f]{0,63}\d)(?=[0-9a-f]{0,63}[a-f])[0-9a-f]{7,64}\b", "<hash>"),
        (r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b", "<host>"),
        (r"\b(?:localhost|[\w.-]{1,80}\.(?:com|org|net|local|internal)):\d{1,5}\b", "<host>"),
        (r"\b\d{1,12}(?:\.\d{1,6})? ?(?:[kmgt]i?b|bytes|gigabytes|megabytes)\b", "<size>"),
        (r"\btorch\.size\(\[[\d, ]{0,120}\]\)", "<shape>"),
        (r"[\[(]\s?\d{1,12}(?:\s?,\s?-?\d{1,12}){1,12}\s?,?\s?[\])]", "<shape>"),
        (r"[\[(]\s?\d{1,12}\s?,?\s?[\])]", "<shape>"),
        (r"\b\d{1,12}(?:x\d{1,12}){1,6}\b", "<shape>"),
        (r"\bsm_?\d{2,3}a?\b", "sm<n>"),
        (r"\bcompute_\d{2,3}a?\b", "compute<n>"),
        (r"\bgfx[0-9a-f]{3,4}\b", "gfx<n>"),
        (
            r"\b(gpu|rank|worker|layer|layers|node|thread|tmp|process|card|device)[-_#]?\d{1,9}\b",
            r"\1<n>",
        ),
        (
            r"(?<![\w<])[-+]?\d{1,20}(?:[._]\d{1,20}){0,6}(?:e[-+]?\d{1,4})?(?:\+\w{1,20})?"
            r"(?![\w>])",
            "<n>",
        ),
        (r"(?<![a-z\d<])\d{1,20}(?![\w>])", "<n>"),
        (r"(?:<n>(?:, ?| )){2,40}<n>", "<n>"),
        (r"\s{1,40}", " "),
    )
)
LONGEST_READ = 1_000
"""Characters of a message that are looked at."""


def normalised(message: str) -> str:
    """The message on one line, with marks such as <path> and <n> for what differs."""
    text = " ".join(message[:LONGEST_READ].split()).translate(_QUOTES)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text.strip(" .:!,")[:LONGEST_MESSAGE]
