"""What a report tells of the machine and the programs that it ran on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.vocabulary.versions import Version


class Found(StrEnum):
    """Where a value stood, the most reliable first."""

    DUMP = "dump"
    """In what a tool printed to describe the machine."""
    LINE = "line"
    """In a line, a form's field or a table's cell that names it."""
    LOG = "log"
    """In what the program itself printed."""
    IMAGE = "image"
    """In the name of a container's image."""
    COMMAND = "command"
    """In a command that installs it."""
    WORDS = "words"
    """In a sentence."""
    PATH = "path"
    """In the path of a file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value, as one place tells it."""

    value: str
    found: Found
    heading: str = ""
    """The heading it stood under; "" without one."""
    is_quoted: bool = False
    """Whether it stood in a quote: then it may be somebody else's."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is told, once or several times."""

    value: str | None
    """None where places of the same reliability contradict each other: either value would be a
    guess, and a note built on a guess is worse than none. The values stand in `readings`."""
    readings: tuple[Reading, ...]
    """All of them, the most reliable first, each value once; never empty."""
    version: Version | None = None
    """The value in comparable form; None where it has none."""

    @property
    def is_contradicted(self) -> bool:
        """Whether the report tells two things that cannot both be true."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Gpu:
    """Accelerators of one model."""

    name: str
    """As the maker calls it, without the maker: "A100-SXM4-80GB", "GeForce RTX 4090"."""
    count: int | None
    """How many; None where nobody says, or where the numbers contradict each other."""
    found: Found
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """What is known; a field is None, or a collection empty, where nothing is told."""

    os: Fact | None = None
    """The name and its number alone: "Ubuntu 22.04.4", "Windows 11", "macOS 14.5", "Linux"."""
    kernel: Fact | None = None
    architecture: Fact | None = None
    """"x86_64" or "aarch64", by whatever name it was called; others as written."""
    python: Fact | None = None
    torch_cuda: Fact | None = None
    """The CUDA that torch was built for."""
    cuda_toolkit: Fact | None = None
    """The CUDA toolkit that is installed (nvcc)."""
    driver_cuda: Fact | None = None
    """The newest CUDA that the driver can run, which nvidia-smi shows as "CUDA Version"."""
    cuda: Fact | None = None
    """A CUDA version of which nobody says which of the three it is."""
    torch_rocm: Fact | None = None
    """The ROCm that torch was built for."""
    rocm: Fact | None = None
    """The ROCm that is installed."""
    driver: Fact | None = None
    """NVIDIA's driver."""
    cpu: Fact | None = None
    libc: Fact | None = None
    """"glibc 2.35"."""
    gpus: tuple[Gpu, ...] = ()
    """Of the most reliable place that names any; each name once."""
    compilers: Mapping[str, Fact] = field(default_factory=dict)
    """gcc, clang, msvc, cmake -> version."""
    packages: Mapping[str, Fact] = field(default_factory=dict)
    """Normalised name ("flash-attn", "llama.cpp") -> version."""
    runs_in: frozenset[str] = frozenset()
    """Hints: docker, podman, kubernetes, wsl, wsl2, colab, kaggle."""
    images: tuple[str, ...] = ()
    """Names of container images, with their tags, in order."""
    is_quoted: bool = False
    """Whether all of it stands in quotes, so that it may be somebody else's."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self == Environment(is_quoted=self.is_quoted)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two things a report tells that are not known to go together."""

    about: tuple[str, str]
    """The names of both: ("torch", "triton")."""
    note: str
    """One sentence that says what is known and what the report shows; never a verdict."""
    source: str
    """The page it is known from."""
