"""Made-up crashes, each in many copies: other machines, other runs, other ways of pasting."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "crashes"

_SITES = (
    "/usr/local/lib/python3.{p}/dist-packages",
    "/home/{u}/miniconda3/envs/{e}/lib/python3.{p}/site-packages",
    "/home/{u}/.venv/lib/python3.{p}/site-packages",
    "/opt/conda/lib/python3.{p}/site-packages",
    "C:\\Users\\{u}\\{e}\\Lib\\site-packages",
    "/Users/{u}/Library/Python/3.{p}/lib/python/site-packages",
)
_HOMES = ("/home/{u}/work{d}", "/mnt/data{d}/{u}", "C:\\Users\\{u}\\run{d}", "/root", "/content")
_SOURCES = ("/home/{u}/src", "/workspace", "/var/build{d}", "/Users/{u}/dev", "/app")
_CARGO = (
    "/root/.cargo/registry/src/index.crates.io-{h}",
    "/home/{u}/.cargo/registry/src/github.com-{h}",
)
_USERS = ("user", "ml", "runner", "build7", "lab")
_MODELS = ("acme/llama-2-7b-hf", "acme/qwen2.5-72b", "lab/mixtral-8x7b")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def templates() -> dict[str, str]:
    """Every crash by its name."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, text = part.partition("\n")
            found[name] = text.rstrip("\n")
    return found


def copies(name: str, template: str, number: int) -> Iterator[str]:
    """Reports of one crash from different machines, the first as plain as can be."""
    chance = random.Random(f"crash {name}")  # str seeds are stable between runs
    for count in range(number):
        text = filled(template, chance)
        yield f"```\n{text}\n```" if count == 0 else _pasted(text, name.split()[0], chance)


def filled(template: str, chance: random.Random) -> str:
    user, digit = chance.choice(_USERS), chance.randrange(10)
    minor, env = chance.randrange(8, 13), chance.choice(("llm", "torch2", "base"))
    digest = f"{chance.getrandbits(64):016x}"

    def place(options: tuple[str, ...], *, windows: bool = True) -> str:
        some = [option for option in options if windows or "\\" not in option]
        return chance.choice(some).format(u=user, d=digit, p=minor, e=env, h=digest)

    fixed = {
        "site": place(_SITES),
        "sos": place(_SITES, windows=False),
        "home": place(_HOMES),
        "src": place(_SOURCES),
        "cargo": place(_CARGO),
        "model": chance.choice(_MODELS),
        "pid": str(chance.randrange(300, 4_000_000)),
    }

    def value(told: re.Match[str]) -> str:
        match told[1]:
            case "line":
                return str(chance.randrange(1, 4000))
            case "n":
                return str(chance.randrange(2, 90_000))
            case "addr":
                return f"0x{chance.randrange(16**10, 16**12):012x}"
            case "hex":
                return f"{chance.randrange(16, 16**4):x}"
            case "hex16":
                return f"{chance.randrange(16**10, 16**12):016x}"
            case "size":
                return f"{chance.uniform(0.1, 900):.2f} {chance.choice(('MiB', 'GiB'))}"
            case "host":
                return ".".join(str(chance.randrange(1, 255)) for _ in range(4))
            case known if known in fixed:
                return fixed[known]
        return told[0]

    text = _PLACEHOLDER.sub(value, template)
    if "\\Lib\\" in fixed["site"]:
        text = "\n".join(
            re.sub(r'(?<=File ")([^"]+)', lambda m: m[1].replace("/", "\\"), line)
            if fixed["site"] in line
            else line
            for line in text.split("\n")
        )
    return text


def _pasted(text: str, kind: str, chance: random.Random) -> str:
    lines = text.split("\n")
    if kind == "python":
        if chance.random() < 0.3:
            lines = _with_carets(lines)
        if chance.random() < 0.15:
            lines = _without_top(lines)
    if kind != "kernel":
        lines = _logged(lines, chance)
    text = "\n".join(lines)
    if chance.random() < 0.3:
        noise = ("INFO 01-02 03:04:05 llm_engine.py:70] Initializing an LLM engine", "loading …")
        text = f"{chance.choice(noise)}\n{text}\n\nINFO:     Shutting down"
    how = chance.randrange(5)
    if how == 0:
        return f"It stops with this:\n\n{text}\n\nAny idea?"
    if how == 1:
        return f"<details>\n<summary>Log</summary>\n\n```text\n{text}\n```\n\n</details>\n"
    if how == 2:
        return f"### Your current environment\n\ntorch 2.4.0\n\n### Bug\n\n```shell\n{text}\n```\n"
    if how == 3:
        return f"~~~\n{text}\n~~~".replace("\n", "\r\n")
    return f"```python\n{text}\n```\nIt happened {chance.randrange(2, 9)} times."


def _logged(lines: list[str], chance: random.Random) -> list[str]:
    pid, rank = chance.randrange(100, 99_999), chance.randrange(8)
    before = chance.choice(
        (
            "",
            "",
            "",
            f"(Worker_TP{rank} pid={pid}) ",
            f"\x1b[36m(RayWorkerWrapper pid={pid}, ip=10.0.0.{rank})\x1b[0m ",
            f"(EngineCore_DP0 pid={pid}) ERROR 03-05 12:00:0{rank} [core.py:390] ",
            f"ERROR 10-29 18:38:3{rank} async_llm_engine.py:58] ",
            f"[rank{rank}]: ",
            f"2024-05-0{rank + 1}T12:00:00.{pid:06}Z ",
            f"[2024-05-0{rank + 1} 12:00:00 TP{rank}] ",
            f"vllm-{rank}  | ",
            f"2024-05-01 12:00:0{rank},{pid % 1000:03} - ERROR - ",
        )
    )
    return [before + line for line in lines]


def _with_carets(lines: list[str]) -> list[str]:
    """As Python 3.11 and later point at the piece of the line that failed."""
    found: list[str] = []
    for place, line in enumerate(lines):
        found.append(line)
        is_source = place and lines[place - 1].lstrip(" |").startswith('File "')
        if is_source and line.startswith("    ") and "|" not in line:
            found.append("    " + "^" * (len(line) - 4))
    return found


def _without_top(lines: list[str]) -> list[str]:
    """As when the terminal had scrolled: the outermost frame is gone."""
    frames = [place for place, line in enumerate(lines) if line.startswith('  File "')]
    if len(frames) < 5 or not lines[0].startswith("Traceback"):
        return lines
    return lines[frames[1] :]
