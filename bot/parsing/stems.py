"""A word or identifier as what it is looked up by: the stem, the parts, the whole."""

import re

MAX_NAME = 80
"""Characters of the longest word or identifier; beyond it stands no name but data."""

_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,200}")
_VOWEL = re.compile("[aeiouy]")

_OPAQUE = re.compile(r"(?=[a-f]{0,40}\d)[0-9a-f]{8,64}", re.IGNORECASE)

COMMON = frozenset(
    (
        "a", "about", "above", "after", "again", "against", "all", "also", "am", "an", "and",
        "any", "are", "as", "at", "be", "because", "been", "before", "being", "below", "between",
        "both", "but", "by", "can", "cannot", "could", "did", "do", "does", "doing", "don",
        "done", "down", "during", "each", "few", "for", "from", "further", "get", "gets",
        "getting", "got", "had", "has", "have", "having", "he", "her", "here", "hers", "him",
        "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "let", "like", "me",
        "more", "most", "my", "no", "nor", "not", "now", "of", "off", "on", "once", "one", "only",
        "or", "other", "our", "out", "over", "own", "please", "same", "she", "should", "so",
        "some", "such", "than", "thank", "thanks", "that", "the", "their", "them", "then",
        "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up",
        "us", "use", "used", "using", "very", "was", "we", "were", "what", "when", "where",
        "which", "while", "who", "whom", "why", "will", "with", "would", "you", "your", "hi",
        "hello", "hey", "im", "ive",
    )
)  # fmt: skip
"""English words that say nothing about a report."""


def terms_of(token: str) -> list[tuple[str, str]]:
    """Terms and names of a token: a word's stem; an identifier whole ("`" in front), and its parts.

    Chinese, Japanese and Korean go by pairs of letters.
    """
    if len(token) > MAX_NAME:
        return []
    if token.isascii() and token.isalpha() and (token[1:].islower() or token.isupper()):
        word = token.lower()
        return [] if word in COMMON or len(word) == 1 else [(stem(word), word)]
    if is_opaque(token):
        return []
    pairs = [run[n : n + 2] for run in _CJK.findall(token) for n in range(len(run) - 1)]
    found = [(pair, pair) for pair in pairs]
    parts = [part.lower() for part in _HUMPS.findall(_CJK.sub(" ", token))]
    if (len(parts) > 1 or any(map(str.isdigit, token))) and sum(map(len, parts)) > 2:
        found.append(("`" + token.lower(), "`" + token))
    some = dict.fromkeys(part for part in parts if len(part) > 1 and part not in COMMON)
    return [*found, *((stem(part), part) for part in some)]


def is_opaque(token: str) -> bool:
    """Whether it is an address or a checksum rather than a name."""
    return len(token) >= 8 and _OPAQUE.fullmatch(token) is not None


def stem(word: str) -> str:
    """An English word without the endings of number and tense, roughly."""
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for end in ("ing", "ed"):
        left = word[: -len(end)]
        if word.endswith(end) and len(left) > 2 and _VOWEL.search(left):
            word = left[:-1] if left[-1] == left[-2] and left[-1] not in "lsz" else left
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
