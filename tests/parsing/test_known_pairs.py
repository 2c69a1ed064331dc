from datetime import date

import pytest

from bot.parsing.compute_capability import capability_of, is_amd, is_nvidia
from bot.parsing.environments import environment_of
from bot.parsing.known_pairs import clashes
from bot.parsing.pair_table import PAIRS
from bot.parsing.versions import may_be_within, version_of
from tests.parsing.environments.corpus import cases


def _about(body: str) -> list[tuple[str, str]]:
    return [clash.about for clash in clashes(environment_of(body))]


def test_a_note_says_what_is_known_what_is_shown_and_where_it_is_known_from() -> None:
    environment = environment_of("- torch: 2.4.0+cu121\n- NVIDIA driver: 515.65.01")

    found = clashes(environment)

    assert [clash.note for clash in found] == [
        "torch was built for CUDA 12.1, which needs NVIDIA driver 525 or newer, short of a "
        "compatibility package; the report shows driver 515.65.01"
    ]
    assert found[0].source.startswith("https://docs.nvidia.com/")


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ("- torch: 2.4.0\n- triton: 2.3.0", ("torch", "triton")),
        ("- torch: 2.4.1\n- torchvision: 0.18.0", ("torch", "torchvision")),
        ("- torch: 2.4.1\n- torchaudio: 2.3.0", ("torch", "torchaudio")),
        ("- torch: 2.1.0\n- Python: 3.12.3", ("torch", "python")),
        ("- torch: 2.2.2\n- numpy: 2.0.1", ("torch", "numpy")),
        ("- vllm: 0.6.3\n- torch: 2.5.1", ("vllm", "torch")),
        ("- xformers: 0.0.27.post2\n- torch: 2.3.1", ("xformers", "torch")),
        ("- vllm: 0.9.1\n- transformers: 4.55.0", ("vllm", "transformers")),
        ("- GPU: RTX 5090\n- torch: 2.6.0+cu124", ("capability", "torch_cuda")),
        ("- GPU: RTX 5090\n- torch: 2.6.0+cu124", ("capability", "torch")),
        ("- GPU: H100\n- CUDA toolkit: 11.7", ("capability", "cuda_toolkit")),
        ("- GPU: V100\n- torch: 2.9.0+cu130", ("torch_cuda", "capability")),
        ("- GPU: T4\n- flash-attn: 2.6.3", ("flash-attn", "capability")),
        ("- GPU: Tesla P40\n- vllm: 0.6.0", ("vllm", "capability")),
        ("- CUDA toolkit: 13.0\n- driver: 550.54.15", ("cuda_toolkit", "driver")),
        ("- torch: 2.4.0+cpu\n- GPU: RTX 4090", ("torch", "gpus")),
        ("- torch: 2.4.0+cu121\n- GPU: AMD Instinct MI300X", ("torch", "gpus")),
        ("- torch: 2.4.0+rocm6.1\n- GPU: RTX 4090", ("torch", "gpus")),
        ("- vllm: 0.6.1\n- OS: Windows 11", ("vllm", "os")),
        ("- OS: Windows 10\n- tensorflow: 2.15.0\n- GPU: RTX 3060", ("tensorflow", "os")),
        ("- OS: macOS 13.5 (x86_64)\n- torch: 2.4.0", ("torch", "os")),
        ("- torch: 2.0.1+rocm5.4\n- ROCm: 6.0.2", ("torch_rocm", "rocm")),
    ],
)
def test_what_is_known_not_to_go_together_is_noted(body: str, about: tuple[str, str]) -> None:
    assert about in _about(body)


@pytest.mark.parametrize(
    "body",
    [
        "- torch: 2.4.0+cu121\n- triton: 3.0.0\n- torchvision: 0.19.0\n- Python: 3.11.9",
        "- torch: 2.4\n- triton: 3.0",
        "- torch: 2.3.0\n- numpy: 2.0.1",
        "- torch: 2.4.0+cu121\n- driver: 525.60.13",
        "- torch: 2.7.0+cu128\n- GPU: RTX 5090\n- driver: 570.86.10",
        "- torch: 2.4.0a0+git1234abc\n- triton: 2.1.0\n- numpy: 2.1.0",
        "- OS: Windows 11\n- torch: 2.4.0\n- triton: 2.1.0",
        "- OS: Windows 11, WSL2\n- vllm: 0.6.1",
        "- GPU: T4\n- flash-attn: 1.0.9",
        "- GPU: A100\n- vllm: 0.6.0",
        "- OS: macOS 14.5 (arm64)\n- torch: 2.5.1",
        "> - torch: 2.4.0\n> - triton: 2.3.0",
        "`pip install torch==2.4.0 triton==2.3.0`",
        "- torch: 2.4.0+cu121\n- GPUs: RTX 4090, AMD Instinct MI300X",
        "Works with torch 2.2 and numpy 2.0.",
    ],
)
def test_what_goes_together_or_may_is_not_noted(body: str) -> None:
    assert _about(body) == []


def test_machines_of_the_corpus_that_work_are_not_noted() -> None:
    noted = {case.name: about for case in cases() if (about := _about(case.body))}

    assert noted == {}


def test_python_has_ended_only_after_its_last_day() -> None:
    environment = environment_of("- Python: 3.8.18")

    before = clashes(environment, on=date(2024, 10, 7))
    after = clashes(environment, on=date(2024, 10, 8))

    assert before == ()
    assert [clash.about for clash in after] == [("python", "support")]
    assert clashes(environment) == ()


def test_every_row_can_be_read_and_has_a_page() -> None:
    for pair in PAIRS:
        one, other = version_of("1.0"), version_of("1.0")
        assert one is not None
        assert other is not None
        may_be_within(one, pair.when)
        may_be_within(other, pair.needs)
        assert pair.source.startswith("https://")
        assert pair.says.format(one="1.0")


@pytest.mark.parametrize(
    ("name", "capability"),
    [
        ("GeForce RTX 4090", (8, 9)),
        ("RTX 6000 Ada Generation", (8, 9)),
        ("RTX A6000", (8, 6)),
        ("A100-SXM4-80GB", (8, 0)),
        ("H100 80GB HBM3", (9, 0)),
        ("GB200", (10, 0)),
        ("RTX PRO 6000 Blackwell Workstation Edition", (12, 0)),
        ("Tesla T4", (7, 5)),
        ("Quadro RTX 8000", (7, 5)),
        ("L4", (8, 9)),
        ("A10G", None),
        ("AMD Instinct MI300X", None),
        ("Intel Arc A770", None),
        ("Apple M2 Max", None),
    ],
)
def test_the_capability_is_known_by_the_name(name: str, capability: tuple[int, int] | None) -> None:
    found = capability_of(name)

    assert (found.release if found else None) == capability


def test_makers_are_told_apart() -> None:
    assert is_nvidia("GeForce GTX 1660 Ti")
    assert not is_nvidia("Radeon RX 7900 XTX")
    assert is_amd("Radeon RX 7900 XTX")
    assert not is_amd("A100")
