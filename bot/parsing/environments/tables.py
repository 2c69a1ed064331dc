"""The tables that tools draw of accelerators: nvidia-smi, rocm-smi, rocminfo, amd-smi."""

import re
from collections import Counter
from collections.abc import Iterator

from bot.parsing.environments import gpus, values
from bot.parsing.environments.mentions import Field, Mention
from bot.parsing.environments.stretches import Stretch
from bot.vocabulary.environments import Found

_HEAD = re.compile(
    r"NVIDIA-SMI\s+(?P<tool>[\d.]{3,14}).{0,60}?Driver Version:\s*(?P<driver>[\d.]{3,14})"
    r"(?:.{0,60}?CUDA Version:\s*(?P<cuda>[\d.]{2,8}))?"
)
_ROW = re.compile(
    r"^\s*\|\s{1,6}(?P<index>\d{1,3})\s{1,6}(?P<name>\S.{2,60}?)\s{1,40}(?:On|Off|N/A|WDDM|TCC|MCDM"
    r"|ERR!)\s*(?:\||$)"
)
_NAMED = re.compile(
    r"^\s*(?P<label>GPU|Device|CUDA device|device)[ :]{0,2}(?P<index>\d{1,3}"
    r"(?:,\s?\d{1,3}){0,127})\s?[:=]\s?(?P<name>\S.{1,160})$"
)
_VULKAN = re.compile(
    r"^ggml_(?:vulkan|sycl)[^:\n]{0,30}:\s{1,4}(?P<index>\d{1,3}) = (?P<name>\S.{1,160})$"
)
_INLINE = re.compile(
    r"GPU models and configuration:\s*GPU (?P<index>\d{1,3}):\s?(?P<name>\S.{1,100})$"
)
_CARD = re.compile(
    r"^(?:GPU\[(?P<index>\d{1,3})\]|card\d{1,3})\s*:\s*Card [Ss]eries:\s*(?P<name>\S.{1,80})$"
)
_MARKETING = re.compile(r"^\s*(?:Marketing Name|MARKET_NAME):\s+(?P<name>\S.{1,80})$")
_CONFIGURATION = re.compile(
    r"GPU models and configuration:\s*(?P<name>(?:AMD|Radeon|NVIDIA|Tesla)\S?.{1,100})$"
)
_LISTED = re.compile(r"GPU (?P<index>\d{1,3}): (?P<name>[^\n(]{3,80}) \(UUID")
_AMD_ROCM = re.compile(r"ROCm version:\s*(?P<rocm>\d\.\d{1,2}(?:\.\d{1,2})?)", re.IGNORECASE)
_METAL = re.compile(
    r"^ggml_metal_init: (?:GPU name:|found device:|picking default device:)\s+"
    r"(?P<name>Apple M\d[ \w]{0,8})$"
)


def drawn(stretch: Stretch) -> Iterator[Mention]:
    """Drivers and accelerators from such tables and lists."""
    # SYCL lists one card once for each way to reach it, so that its numbers count nothing.
    by_index: dict[tuple[str, str], str] = {}
    loose: Counter[str] = Counter()
    for line in stretch.lines:
        if (head := _HEAD.search(line)) is not None:
            yield from _head(head)
        elif (row := _ROW.match(line)) is not None:
            by_index["smi", row["index"]] = row["name"]
        elif (
            named := _NAMED.match(line) or _INLINE.search(line) or _VULKAN.match(line)
        ) is not None:
            for index in named["index"].split(","):
                by_index["named", index.strip()] = named["name"]
        elif (listed := _LISTED.search(line)) is not None:
            by_index["named", listed["index"]] = listed["name"]
        elif (card := _CARD.match(line)) is not None:
            by_index["rocm", card["index"] or line.split()[0]] = card["name"]
        elif (market := _MARKETING.match(line)) is not None:
            if (
                values.processor_of(market["name"])
                and "Radeon" not in market["name"]
                and "Instinct" not in market["name"]
            ):
                yield Mention(Field.CPU, values.processor_of(market["name"]) or "", Found.DUMP)
            else:
                loose[market["name"]] += 1
        elif (alone := _CONFIGURATION.search(line) or _METAL.match(line)) is not None:
            if (name := gpus.tidy(alone["name"])) is not None:
                yield Mention(Field.GPU, name, Found.DUMP)
        elif (amd := _AMD_ROCM.search(line)) is not None and "amd" in line.lower():
            yield Mention(Field.ROCM, amd["rocm"], Found.DUMP)
    if any("SYCL" in line for line in stretch.lines):
        yield from (
            Mention(m.field, m.value, m.found) for m in _counted(Counter(by_index.values()))
        )
        return
    for kind in ("smi", "named", "rocm"):
        count = Counter(name for (of, _), name in by_index.items() if of == kind)
        yield from _counted(count)
    yield from _counted(loose)


def _head(head: re.Match[str]) -> Iterator[Mention]:
    if (driver := values.driver_of(head["driver"])) is not None:
        yield Mention(Field.DRIVER, driver, Found.DUMP)
    if head["cuda"] and (cuda := values.cuda_of(head["cuda"])) is not None:
        yield Mention(Field.DRIVER_CUDA, cuda, Found.DUMP)


def _counted(count: Counter[str]) -> Iterator[Mention]:
    tidied: Counter[str] = Counter()
    for written, times in count.items():
        if (name := gpus.tidy(written)) is not None and not written.strip().isdigit():
            tidied[name] += times
    for name, times in tidied.items():
        yield Mention(Field.GPU, name, Found.DUMP, count=times)
