import pytest

from bot.parsing.environments import gpus, values
from bot.parsing.environments.labels import asks_for_environment, label_of
from bot.parsing.environments.mentions import Field, package_name


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Ubuntu 22.04.4 LTS (x86_64)", "Ubuntu 22.04.4"),
        ("ubuntu 2204", "Ubuntu 22.04"),
        ("Debian GNU/Linux 12 (bookworm)", "Debian 12"),
        ("CentOS Linux release 7.9.2009 (Core)", "CentOS 7.9.2009"),
        ("Microsoft Windows 11 Pro", "Windows 11"),
        ("Windows-10-10.0.22631-SP0", "Windows 11"),
        ("Windows-10-10.0.19045-SP0", "Windows 10"),
        ("Windows 64-bit", "Windows"),
        ("macOS-14.4.1-arm64-arm-64bit", "macOS 14.4.1"),
        ("MacOS Sonoma 14.5", "macOS 14.5"),
        ("Arch Linux 6.9", "Arch Linux"),
        ("android-23", "Android"),
        ("Linux", "Linux"),
        ("gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0", None),
        ("distro-info", None),
        ("a window opens", None),
    ],
)
def test_systems_have_one_spelling(text: str, system: str | None) -> None:
    assert values.system_of(text) == system


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("4x A100 80GB PCIe", [("A100 80GB PCIe", 4)]),
        ("8xH100", [("H100", 8)]),
        ("two RTX 3090", [("RTX 3090", 2)]),
        ("RTX 3090 x 4ea", [("RTX 3090", 4)]),
        ("A800*8", [("A800", 8)]),
        ("2 \u00d7 NVIDIA L40S", [("L40S", 2)]),
        ("an A100", [("A100", 1)]),
        ("an A100 server", [("A100", None)]),
        ("two H100 nodes", [("H100", None)]),
        ("8 x H100 nodes", [("H100", 8)]),
        ("rtx4090", [("RTX 4090", None)]),
        ("dual 3090 Ti", [("RTX 3090 Ti", 2)]),
        ("my 4090", [("RTX 4090", None)]),
        ("MI300X and MI250", [("MI300X", None), ("MI250", None)]),
        ("RX 7900 XTX", [("RX 7900 XTX", None)]),
        ("port 4090, 3090 requests", []),
        ("the L2 cache, page A4, layer P4", []),
        ("model H2O-3 on the CPU", []),
    ],
)
def test_accelerators_are_named_and_counted(text: str, cards: list[tuple[str, int | None]]) -> None:
    assert [(name, count) for name, count, _, _ in gpus.accelerators_in(text)] == cards


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NVIDIA A100-SXM4-80GB (UUID: GPU-0000)", "A100-SXM4-80GB"),
        ("NVIDIA GeForce RTX 3060, compute capability 8.6, VMM: yes", "GeForce RTX 3060"),
        ("AMD Radeon VII, gfx906:sramecc+ (0x906), VMM: no", "AMD Radeon VII"),
        ("Apple M1 Pro (MoltenVK) | uma: 1", "Apple M1 Pro"),
        ("Intel(R) Arc(TM) A770 Graphics", "Intel Arc A770 Graphics"),
        ("Tesla V100-SXM2...", "Tesla V100-SXM2"),
        ("NVIDIA GeForce ...", None),
        ("No CUDA", None),
        ("Intel(R) FPGA Emulation Device", None),
        ("AMD Ryzen 7 5700G with Radeon Graphics", None),
    ],
)
def test_names_printed_by_tools_are_cut_to_the_name(written: str, name: str | None) -> None:
    assert gpus.tidy(written) == name


@pytest.mark.parametrize(
    ("label", "field", "name"),
    [
        ("CUDA used to build PyTorch", Field.TORCH_CUDA, ""),
        ("CUDA runtime version", Field.CUDA_TOOLKIT, ""),
        ("CUDA/cuDNN version", Field.CUDA, ""),
        ("Nvidia driver version", Field.DRIVER, ""),
        ("PyTorch version (GPU?)", Field.PACKAGE, "torch"),
        ("`transformers` version", Field.PACKAGE, "transformers"),
        ("What operating system are you seeing the problem on?", Field.OS, ""),
        ("GPU models and configuration", Field.GPU, ""),
        ("GCC/Compiler version (if compiling from source)", Field.COMPILER, "gcc"),
    ],
)
def test_labels_are_known_however_they_ask(label: str, field: Field, name: str) -> None:
    assert label_of(label) == (field, name)


@pytest.mark.parametrize("label", ["transformers_version", "Describe the bug", "note", "", "\x00"])
def test_other_labels_ask_for_nothing(label: str) -> None:
    assert label_of(label) is None


def test_a_heading_asks_for_the_machine_or_for_something_else() -> None:
    assert asks_for_environment("Your current environment")
    assert asks_for_environment("Name and Version")
    assert not asks_for_environment("Describe the bug and the versions")
    assert not asks_for_environment("Steps to reproduce")


def test_a_package_has_one_name() -> None:
    names = (
        "flash_attn",
        "Flash-Attention",
        "flash.attn",
        "PyTorch",
        "llama.cpp",
        "Huggingface_hub",
    )

    assert [package_name(name) for name in names] == [
        "flash-attn",
        "flash-attn",
        "flash-attn",
        "torch",
        "llama.cpp",
        "huggingface-hub",
    ]


@pytest.mark.parametrize(
    ("text", "driver"),
    [("535.104.05", "535.104.05"), ("552.22", "552.22"), ("12.4", None), ("31.0.15.4633", None)],
)
def test_a_driver_is_told_from_other_numbers(text: str, driver: str | None) -> None:
    assert values.driver_of(text) == driver
