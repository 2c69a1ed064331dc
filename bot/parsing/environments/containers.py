"""What names of container images and commands that install something say of what runs."""

import re
from collections.abc import Iterator

from bot.parsing.environments.labelled import package
from bot.parsing.environments.mentions import Field, Mention, package_name
from bot.vocabulary.environments import Found

_IMAGE = re.compile(
    r"(?<![\w./:-])(?P<image>(?:[a-z0-9.-]{1,60}(?::\d{2,5})?/){0,4}"
    r"(?P<base>vllm-openai|vllm-openai-rocm|sglang|cuda|pytorch|tensorrt|tritonserver|tensorflow"
    r"|text-generation-inference|ubuntu|debian|python"
    r"|vllm|vllm-dev|transformers-pytorch-gpu|transformers-pytorch-deepspeed-latest-gpu|llama\.cpp"
    r"|ray|ray-ml|jax|rocm-terminal|dev-ubuntu-\d\d\.\d\d|ollama|localai)"
    r":(?P<tag>[A-Za-z0-9][\w.-]{0,100}))(?![\w/])"
)
_OWNED = re.compile(r"^(?:[a-z0-9.-]{1,60}(?::\d{2,5})?/){1,4}")
_FROM = re.compile(r"^\s*FROM\s+(?:--platform=\S{1,40} )?(?P<image>[\w./:-]{1,200})", re.IGNORECASE)
_DOCKER = re.compile(
    r"(?:^|[\s$`])(?P<tool>docker|podman|nerdctl)(?:-compose| compose)? (?:run|pull|build|exec|up"
    r"|start)\b|^\s*image:\s"
)
_DOCKER_WORD = re.compile(r"docker|podman|nerdctl")
_PIP = re.compile(
    r"(?:^|[\s$`&;(])(?:uv )?(?:pip3?|conda|mamba)(?: -q)? install\b(?P<what>[^\n&;|]{1,400})"
)
_WANTED = re.compile(
    r"(?<![\w<>=!~-])[\"']?(?P<name>[A-Za-z][\w.-]{0,60})(?:\[[\w,-]{1,60}\])?={1,2}"
    r"(?P<version>\d[\w.+]{0,40})"
)
_CREATED = re.compile(r"conda create\b[^\n]{0,80}\bpython=(?P<version>3\.\d{1,2}(?:\.\d{1,2})?)")


def contained(line: str) -> Iterator[Mention]:
    """What a line of a Dockerfile, a compose file or a shell gives away."""
    if ":" in line or _DOCKER_WORD.search(line):
        yield from _containers(line)
    if "install" in line or "create" in line:
        yield from _commands(line)


def _containers(line: str) -> Iterator[Mention]:
    started = _DOCKER.search(line)
    if started is not None:
        yield Mention(
            Field.RUNS_IN, "podman" if started["tool"] == "podman" else "docker", Found.IMAGE
        )
    base = _FROM.match(line)
    if base is not None and (":" in base["image"] or "/" in base["image"]):
        yield Mention(Field.RUNS_IN, "docker", Found.IMAGE)
    for found in _IMAGE.finditer(line):
        if base is None and not _OWNED.match(found["image"]) and started is None:
            continue
        image = found["image"].rstrip(".")
        yield Mention(Field.IMAGE, image, Found.IMAGE)
        yield from _of_image(image, found["base"], found["tag"])


def _of_image(image: str, base: str, tag: str) -> Iterator[Mention]:
    """What the tag of a well-known image says of what is inside."""
    number = re.match(r"v?(\d{1,2}(?:\.\d{1,3}){1,2}(?:\.post\d)?)(?![\w]*\d*-py3)", tag)
    is_of_nvidia_cloud = image.startswith("nvcr.io/")
    names = {
        "vllm-openai": "vllm", "vllm-openai-rocm": "vllm", "sglang": "sglang", "ray": "ray",
        "ray-ml": "ray",
        "text-generation-inference": "text-generation-inference", "ollama": "ollama",
    }  # fmt: skip
    if number is not None and not is_of_nvidia_cloud:
        if base in names:
            yield from package(names[base], number[1], Found.IMAGE)
        elif base == "pytorch" and image.startswith("pytorch/"):
            yield from package("torch", number[1], Found.IMAGE)
        elif base == "cuda":
            yield Mention(Field.CUDA_TOOLKIT, number[1], Found.IMAGE)
        elif base == "python":
            yield Mention(Field.PYTHON, number[1], Found.IMAGE)
        elif base in ("ubuntu", "debian"):
            yield Mention(Field.OS, f"{base.title()} {number[1]}", Found.IMAGE)
    if base == "pytorch" and (cuda := re.search(r"cuda(\d\d\.\d)", tag)) is not None:
        yield Mention(Field.TORCH_CUDA, cuda[1], Found.IMAGE)
    if (ubuntu := re.search(r"ubuntu(\d\d)\.?(\d\d)", tag)) is not None:
        yield Mention(Field.OS, f"Ubuntu {ubuntu[1]}.{ubuntu[2]}", Found.IMAGE)
    if (
        image.startswith("rocm/")
        and (rocm := re.match(r"rocm(\d\.\d{1,2}(?:\.\d)?)", tag)) is not None
    ):
        yield Mention(Field.ROCM, rocm[1], Found.IMAGE)


def _commands(line: str) -> Iterator[Mention]:
    created = _CREATED.search(line)
    if created is not None:
        yield Mention(Field.PYTHON, created["version"], Found.COMMAND)
    for command in _PIP.finditer(line):
        for wanted in _WANTED.finditer(command["what"]):
            if wanted["name"].lower() == "python":
                yield Mention(Field.PYTHON, wanted["version"], Found.COMMAND)
            else:
                yield from package(package_name(wanted["name"]), wanted["version"], Found.COMMAND)
