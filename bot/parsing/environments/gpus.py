"""Accelerators by name: which are meant, and how many."""

import re
from collections.abc import Iterator

_MEMORY = r"(?:[ -]?\(?\d{1,3} ?(?:GB|G|GiB)\b\)?(?: HBM\d\w?)?)"
_FORM = rf"(?:[ -](?:SXM\d?|PCIe|NVL|HBM\d\w?|SXM)\b|{_MEMORY}){{0,3}}"
_DATA_CENTRE = (
    rf"(?:(?:NVIDIA |Tesla ){{0,2}}(?:GH200|GB200|GB300|GB10|B300|B200|B100|H200|H100|H800|H20"
    rf"|A100X?|A800"
    rf"|A10G?|A16|A30|A40|L40S?|L20|L4|V100S?|T4G?|P100|P40|K80)\b{_FORM})"
)
_MARKED = rf"(?:(?:NVIDIA|Tesla) (?:A2|A6000|L2|P4|M40|M60|K40m?|K20|DGX Spark)\b{_FORM})"
_CARDS = (
    r"(?:(?:NVIDIA )?(?:GeForce |Quadro )?(?:RTX|GTX)[ -]?(?:PRO )?\d{3,4}(?: ?Ti)?(?: ?SUPER)?"
    r"(?: ?D\b)?"
    r"(?: Ada(?: Generation| Lovelace)?| Blackwell(?: \w{3,11}){0,3})?(?: Laptop GPU| Mobile"
    r"| Max-Q)?\b"
    r")|(?:(?:NVIDIA )?(?:Quadro )?RTX A\d{4}\b|(?:NVIDIA )?A[456]000\b)"
    r"|(?:(?:NVIDIA )?(?:GeForce )?(?<![.\d])(?:[2345]0[5-9]0|10[5-8]0|16[56]0)(?: ?Ti)"
    r"(?: ?SUPER)?\b)"
    r"|(?:(?:NVIDIA )?(?:GeForce )?(?<![.\d])(?:[345]0[789]0)(?: ?SUPER)?(?: Laptop GPU)?s?\b(?!\s?"
    r"(?:MB|tok|ms|it|lines|steps|:)))"
    r"|(?:(?:NVIDIA )?TITAN (?:RTX|Xp|X|V)\b)"
    r"|(?:NVIDIA Quadro [A-Z]{1,2}\d{3,4}\b|Quadro [A-Z]{1,2}\d{3,4}\b)"
    r"|(?:(?:NVIDIA )?Jetson (?:AGX |Xavier |Orin ){0,2}(?:Orin|Xavier|Nano|NX|TX2|Thor)(?: Nano"
    r"| NX)?\b)"
)
_AMD = (
    r"(?:(?:AMD )?(?:Radeon )?(?:Instinct )?MI\d{2,3}[XA]?\b)"
    r"|(?:(?:AMD )?Radeon (?:RX|PRO|Pro|AI PRO|VII)[ -]?[A-Z]?\d{0,4}(?: ?XTX?| ?GRE|S)?\b)"
    r"|(?:(?:AMD )?RX[ -]?\d{4}(?: ?XTX?| ?GRE)?\b)|(?:\b[679][5-9]00 ?XTX?\b)"
)
_OTHERS = (
    r"(?:(?:Intel )?Arc(?:\(TM\)|™)? [AB]\d{3}M?\b)|(?:(?:Intel )?Data Center GPU Max \d{4}\b)"
    r"|(?:(?:Intel )?Gaudi ?[23]\b)|(?:TPU[ -]?v[2-7][ep]?\b)|(?:Ascend ?\d{3}[A-Z]?\d?\b)"
    r"|(?:Inferentia ?2\b|Trainium ?[123]?\b)"
)
_NAME = re.compile(
    rf"(?:(?<![\w.-])|(?<=\d[xX×]))(?P<name>{_MARKED}|{_DATA_CENTRE}|{_CARDS}|{_AMD}"
    rf"|{_OTHERS})(?P<many>s\b)?"
)
_ANY = re.compile(
    r"\d0\d|[aAhHvVlLtTpPkKmM]\d{1,3}|RTX|GTX|TITAN|Quadro|Jetson|Radeon|Arc|Gaudi|TPU|Ascend"
    r"|Inferentia|Trainium|GB10|DGX"
)
"""Whether it is worth looking for each of them."""
_CLEAR = re.compile(
    r"(?i:\b(?:a100|h100|h200|h800|a800|v100|l40s|mi300x|mi250x?|b200|rtx ?\d{4}|gtx ?\d{4})\b)"
)
_WORDS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "dual": 2, "three": 3, "four": 4, "quad": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "sixteen": 16,
}  # fmt: skip
_COUNT_BEFORE = re.compile(
    r"(?:(?<![\w.])(?P<times>\d{1,4}) ?[x×*✕X] ?|(?<![\w.])(?P<number>\d{1,2}) (?:pieces of "
    r"|units of )?"
    r"|\b(?P<word>a|an|one|single|two|dual|three|four|quad|five|six|seven|eight|sixteen) )"
    r"(?:\d{1,3} ?GB )?(?:NVIDIA |Nvidia |nvidia |AMD )?(?:GPUs? )?$",
    re.IGNORECASE,
)
_COUNT_BEHIND = re.compile(
    r"\s?(?:GPUs?)?\s?[(\[]?(?:[x×*✕X]\s?(?P<times>\d{1,4})(?:ea)?\b"
    r"|(?P<number>\d{1,2}) (?:pcs|pieces"
    r"|cards|gpus)\b)",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?: GPU)?[ -](?:nodes?|servers?|pods?|clusters?|machines?|box|hosts?|instances?|computer"
    r"|vm)\b",
    re.I,
)
"""What holds any number of them: "an A100 server", "two H100 nodes"."""
_LEADING = re.compile(r"\b(?:nvidia|geforce|my|the|with|on|an?|gpus?:?) $", re.IGNORECASE)
_MAKER = re.compile(
    r"^(?:NVIDIA Corporation |NVIDIA |Nvidia |nvidia |Advanced Micro Devices, Inc\. )+"
)
_TAIL = re.compile(
    r"\s*(?:\((?:AMD|NVIDIA|Intel)[^()]{0,40}\)|\(gfx\w[^)]{0,40}\)|\(rev \w+\)"
    r"|\(UUID:.{0,80}|\(RADV[^)]{0,40}\)"
    r"|\(MoltenVK\)|, compute capability.*|, gfx\d.*"
    r"|\.\.\.|\|.*)\s*$",
    re.IGNORECASE,
)
_NO_GPU = re.compile(
    r"^\W*(?:no cuda|n/?a|none|could not collect|cpu|unknown|yes|no|0|geforce"
    r"|graphics device)?\W*$",
    re.I,
)
_MARKS = re.compile(r"\((?:R|TM)\)|®|™", re.IGNORECASE)
_NO_CARD = re.compile(
    r"FPGA Emulation|\bXeon\b|\bCore i\d|\bRyzen\b|\bEPYC\b|llvmpipe|Basic Render", re.IGNORECASE
)
MOST = 100_000
"""No machine of a report has more."""


def accelerators_in(text: str) -> Iterator[tuple[str, int | None, int, int]]:
    """Each accelerator that a text names: its name, how many, and where it begins and ends."""
    if not _ANY.search(text):
        return
    text = _CLEAR.sub(lambda found: found[0].upper(), text)
    for found in _NAME.finditer(text):
        name, count = tidy(found["name"]), _count(text, found)
        if name is None:
            continue
        if name[:1].isdigit():
            is_plain = name.isdigit()
            if is_plain and count is None and not _LEADING.search(text[: found.start()][-16:]):
                continue
            name = f"{'GTX' if name.startswith('1') else 'RTX'} {name}"
        yield name, count, found.start(), found.end()


def tidy(name: str) -> str | None:
    """A name as a tool prints it, without the maker; None where it names no accelerator."""
    previous = ""
    plain = " ".join(_MARKS.sub("", name).split())
    while plain != previous:
        previous, plain = plain, _TAIL.sub("", plain).strip(" ,;:'\"`*")
    plain = _MAKER.sub("", plain)
    if _NO_GPU.match(plain) or _NO_CARD.search(plain) or len(plain) > 80:
        return None
    return re.sub(r"\b(RTX|GTX)[ -]?(?=\d)", r"\1 ", plain)


def _count(text: str, found: re.Match[str]) -> int | None:
    before = _COUNT_BEFORE.search(text[max(0, found.start() - 40) : found.start()])
    if before is not None:
        if before["times"]:
            return _sane(before["times"])
        if _HOST.match(text, found.end()):
            return None
        return _WORDS[before["word"].lower()] if before["word"] else _sane(before["number"])
    behind = _COUNT_BEHIND.match(text, found.end())
    return None if behind is None else _sane(behind["times"] or behind["number"])


def _sane(number: str) -> int | None:
    return int(number) if 0 < int(number) <= MOST else None
