"""Values as people and tools write them, in one spelling; None where a text is no such value."""

import re

from bot.parsing.versions import version_of

_ARCHITECTURES = {
    "x86_64": "x86_64",
    "x86-64": "x86_64",
    "amd64": "x86_64",
    "x64": "x86_64",
    "arm64": "aarch64",
    "aarch64": "aarch64",
    "ppc64le": "ppc64le",
    "s390x": "s390x",
    "riscv64": "riscv64",
    "i686": "i686",
}
_NOTHING = re.compile(
    r"^\W*(?:n/?a|none|no cuda|could not collect|not (?:found|installed|set|available)|unknown"
    r"|module not found|null|false|true|no|yes|-)?\W*$",
    re.IGNORECASE,
)
_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?<![\w-]){pattern}(?![a-z])", re.IGNORECASE))
    for name, pattern in (
        ("Ubuntu", r"(?:[xk]?ubuntu)"),
        ("Debian", r"debian"),
        ("CentOS Stream", r"centos[ -]stream"),
        ("CentOS", r"centos"),
        ("Rocky Linux", r"rocky(?: ?linux| ?\d)"),
        ("AlmaLinux", r"alma ?linux"),
        ("Red Hat Enterprise Linux", r"(?:red ?hat enterprise linux|rhel)"),
        ("Fedora", r"fedora"),
        ("Arch Linux", r"arch ?linux"),
        ("openSUSE", r"opensuse"),
        ("SUSE Linux Enterprise", r"(?:suse linux enterprise|sles)"),
        ("Amazon Linux", r"amazon ?linux"),
        ("Oracle Linux", r"oracle linux"),
        ("Linux Mint", r"linux ?mint"),
        ("Pop!_OS", r"pop!?[ _]?os"),
        ("Manjaro", r"manjaro"),
        ("NixOS", r"nixos"),
        ("Gentoo", r"gentoo"),
        ("Alpine", r"alpine"),
        ("Kali", r"kali"),
        ("openEuler", r"openeuler"),
        ("Android", r"android"),
        ("TencentOS", r"tencentos"),
        ("Alibaba Cloud Linux", r"alibaba cloud linux"),
        ("Anolis OS", r"anolis os"),
        ("Kylin", r"kylin(?: linux)?"),
        ("EulerOS", r"euleros"),
        ("FreeBSD", r"freebsd"),
        ("Windows Server", r"windows server"),
        ("Windows", r"(?:microsoft )?(?:windows|win(?= ?1[01]\b))"),
        ("macOS", r"(?:mac ?os(?: x)?|os x)"),
    )
)
_ANY_NAME = (
    "ubuntu", "debian", "centos", "rocky", "alma", "hat", "rhel", "fedora", "linux", "suse", "sles",
    "pop", "manjaro", "nixos", "gentoo", "alpine", "kali", "euler", "android", "tencentos",
    "anolis", "kylin", "freebsd", "win", "mac", "os x", "osx",
)  # fmt: skip
"""Without any of these it is not worth looking for a system."""
_THEN_NUMBER = re.compile(
    r"(?:[\s_:(-]|gnu/linux|linux|lts|pro|home|enterprise|education|server|release|version|leap"
    r"|tumbleweed|stream|edition|sonoma|ventura|monterey|sequoia|big sur|tahoe|v){0,8}"
    r"(?P<number>\d{1,4}(?:\.\d{1,4}){0,2})(?![\w])",
    re.IGNORECASE,
)
_NEWEST_ANDROID = 19
"""Larger numbers behind the name are levels of its programming interface."""
_ROLLING = frozenset(("Arch Linux", "Gentoo", "Manjaro"))
_WINDOWS_NUMBERS = frozenset(("7", "8", "8.1", "10", "11", "2016", "2019", "2022", "2025"))
_LINUX = re.compile(r"(?<![\w-])(?:gnu/)?linux(?![\w])", re.IGNORECASE)
_MAC = re.compile(r"(?<![\w-])(?:mac|osx|darwin)(?![\w-])", re.IGNORECASE)
_PACKAGED = re.compile(
    r"\((?:Ubuntu|Debian|Red Hat|GCC|SUSE Linux|Alpine|Homebrew)[^()\n]{0,60}\)|\be\.g\..{0,200}",
    re.I,
)
"""A compiler's origin, whose numbers are the compiler's; and examples that a template gives."""
_WINDOWS_PLATFORM = re.compile(r"windows-(\d+)-10\.0\.(\d{5})", re.IGNORECASE)
_WINDOWS_11_FROM = 22000
"""The build from which Windows 11 counts (learn.microsoft.com/windows/release-health)."""
_MAC_PLATFORM = re.compile(r"macos-(\d+(?:\.\d+){0,2})", re.IGNORECASE)
_CPU_NOISE = re.compile(
    r"\((?:r|tm)\)|®|™|\bx ?\d{1,2} ?(?:ea)?$|^\d{1,2} ?x\s|\bcpu\b|\bprocessor\b"
    r"|\d+-cores?\b|@.*$|^\d+(?:th|nd|rd) gen\b"
    r"|\bwith radeon.*$|\bw/ radeon.*$",
    re.IGNORECASE,
)
_CPU = re.compile(
    r"xeon|core|epyc|ryzen|threadripper|athlon|opteron|pentium|celeron|apple m\d|^m\d|neoverse"
    r"|graviton|grace|cortex|power\d+|ampere|altra|kunpeng|phytium|loongson|snapdragon|intel|amd"
    r"|hygon|i[3579]-\d",
    re.IGNORECASE,
)


def is_nothing(text: str) -> bool:
    """Whether a text only says that nothing is known."""
    return _NOTHING.match(text) is not None


def system_of(text: str) -> str | None:
    """An operating system: "Ubuntu 22.04.4 LTS (x86_64)" -> "Ubuntu 22.04.4"."""
    lower = text.lower()
    if not any(name in lower for name in _ANY_NAME):
        return None
    if (build := _WINDOWS_PLATFORM.search(text)) is not None:
        return f"Windows {'11' if int(build[2]) >= _WINDOWS_11_FROM else build[1]}"
    if (mac := _MAC_PLATFORM.search(text)) is not None:
        return f"macOS {mac[1]}"
    text = _PACKAGED.sub(" ", text)
    for name, pattern in _NAMES:
        if (found := pattern.search(text)) is not None:
            number = _number_after(name, text, found)
            return f"{name} {number}" if number else name
    if _LINUX.search(text):
        return "Linux"
    return "macOS" if _MAC.search(text) else None


def _number_after(name: str, text: str, found: re.Match[str]) -> str | None:
    start = found.end() - (1 if found[0][-1:].isdigit() else 0)
    number = _THEN_NUMBER.match(text, start)
    if number is None or name in _ROLLING or number["number"].startswith("0"):
        return None
    if name.startswith("Windows") and number["number"] not in _WINDOWS_NUMBERS:
        return None
    if name == "Android" and int(number["number"].split(".")[0]) > _NEWEST_ANDROID:
        return None
    if name == "Ubuntu" and (short := re.fullmatch(r"(\d\d)(0[46]|10)", number["number"])):
        return f"{short[1]}.{short[2]}"
    return number["number"]


def architecture_of(text: str) -> str | None:
    """A processor's family; None for what is none of those we know."""
    return _ARCHITECTURES.get(text.strip(" ()\"'").lower())


def processor_of(text: str) -> str | None:
    """A processor's name without trade marks, clock and count of cores."""
    if is_nothing(text) or _CPU.search(text) is None:
        return None
    name = " ".join(_CPU_NOISE.sub(" ", text).split()).strip(" ,;-()")
    return name[:80] or None


def cuda_of(text: str) -> str | None:
    """A CUDA version, from 7 to 19; "V12.4.131" -> "12.4.131"."""
    found = re.match(
        r"\s*(?:cuda|release)?\s?[vV]?(\d{1,2}(?:\.\d{1,3}){0,2})(?![\w.]*\d{4})", text
    )
    if found is None or is_nothing(text):
        return None
    version = version_of(found[1])
    return found[1] if version is not None and 7 <= version.release[0] <= 19 else None


def driver_of(text: str) -> str | None:
    """A version of NVIDIA's driver: three digits, a dot, two or three digits, perhaps more."""
    found = re.match(r"\s*[vV]?(\d{3}\.\d{2,3}(?:\.\d{2})?)(?![\w.])", text)
    return found[1] if found else None


def rocm_of(text: str) -> str | None:
    """A ROCm or HIP version, as written."""
    found = re.match(
        r"\s*(?:rocm|hip)?(?: version:)?[ -]?[vV]?(\d\.\d{1,2}(?:\.\d{1,6})?(?:-[0-9a-f]{6,12})?)"
        r"(?![\w.])",
        text,
        re.I,
    )
    return None if found is None or is_nothing(text) else found[1]


def python_of(text: str) -> str | None:
    """A Python version, 2.6 to 3.x."""
    found = re.match(
        r"\s*(?:c?python)?[ =]{0,3}[vV]?([23]\.\d{1,2}(?:\.\d{1,2})?(?:rc\d|[ab]\d)?)t?(?!\w|\.\d)",
        text,
        re.I,
    )
    return found[1] if found else None


def libc_of(text: str) -> str | None:
    """ "glibc-2.35" -> "glibc 2.35"."""
    found = re.search(r"(glibc|musl)[ -]?(\d\.\d{1,3}(?:\.\d{1,2})?)", text, re.IGNORECASE)
    return f"{found[1].lower()} {found[2]}" if found else None


def kernel_of(text: str) -> str | None:
    """A Linux kernel's version: "5.15.0-91-generic"."""
    found = re.match(
        r"\s*(?:linux[ -])?(\d\.\d{1,3}\.\d{1,4}(?:[.\-+_~]\w{1,40}){0,10})", text, re.I
    )
    return found[1] if found else None
