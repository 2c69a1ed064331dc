import pytest

from bot.learning.known_upstream import KNOWN, REMOVED
from bot.learning.projects import LIBRARIES, is_same_project, project_of
from bot.learning.upstream import upstream_cause
from bot.parsing.tracebacks import signatures
from tests.learning.upstream_cases import elsewhere, own


def test_what_is_said_of_other_projects_is_right() -> None:
    cases = list(elsewhere())

    said = [(c, upstream_cause(signatures(c.body), c.versions, c.repository)) for c in cases]
    told = [(case, cause) for case, cause in said if cause is not None]
    right = [cause for case, cause in told if cause.project.lower() == case.project.lower()]

    assert len(cases) >= 60
    assert len(right) >= 0.9 * len(told)
    assert len(told) >= 0.8 * len(cases)


def test_nothing_is_said_of_a_projects_own_failures() -> None:
    cases = list(own())

    said = [
        (case.name, cause)
        for case in cases
        if (cause := upstream_cause(signatures(case.body), case.versions, case.repository))
    ]

    assert len(cases) >= 500
    assert said == []


def test_the_evidence_names_what_was_removed_and_who_still_uses_it() -> None:
    body = (
        "```\nTraceback (most recent call last):\n"
        '  File "/usr/lib/python3/dist-packages/deepspeed/runtime/utils.py", line 18, in <module>\n'
        "    from torch._six import inf\n"
        "ModuleNotFoundError: No module named 'torch._six'\n```"
    )

    cause = upstream_cause(signatures(body), {"torch": "2.1.0"}, "huggingface/transformers")

    assert cause is not None
    assert cause.project == "deepspeedai/DeepSpeed"
    assert cause.thread == "deepspeedai/DeepSpeed#2845"
    assert "torch 2.1.0 is installed" in cause.evidence
    assert 0 < cause.confidence <= 1


def test_a_removed_name_that_the_installed_release_still_has_says_nothing() -> None:
    body = (
        "```\nTraceback (most recent call last):\n"
        '  File "/usr/lib/python3/dist-packages/flax/core/scan.py", line 18, in <module>\n'
        "    from jax import linear_util\n"
        "ImportError: cannot import name 'linear_util' from 'jax' (/usr/jax/__init__.py)\n```"
    )

    assert upstream_cause(signatures(body), {"jax": "0.4.20"}, "a/b") is None
    assert upstream_cause(signatures(body), {"jax": "0.4.30"}, "a/b") is not None


def test_a_known_failure_counts_for_the_releases_it_is_known_of() -> None:
    site = "/usr/lib/python3/dist-packages"
    body = (
        "```\nTraceback (most recent call last):\n"
        f'  File "{site}/vllm/v1/worker/gpu/sample/penalties.py", line 207, in apply_penalties\n'
        "    _penalties_kernel[grid](x)\n"
        f'  File "{site}/triton/backends/nvidia/compiler.py", line 9, in make_ttgir\n'
        "    pm.run(mod)\n"
        "RuntimeError: PassManager::run failed\n```"
    )

    newer = upstream_cause(signatures(body), {"triton": "3.7.0"}, "vllm-project/vllm")
    older = upstream_cause(signatures(body), {"triton": "3.6.0"}, "vllm-project/vllm")

    assert newer is not None
    assert newer.thread == "pytorch/pytorch#180908"
    assert older is not None
    assert (older.project, older.thread) == ("triton-lang/triton", None)


def test_somebody_elses_quoted_failure_says_nothing() -> None:
    body = "> LLVM ERROR: Cannot select: intrinsic %llvm.nvvm.redux.sync.fmax\n\nNot mine."

    assert upstream_cause(signatures(body), {}, "vllm-project/vllm") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("openai/triton", "triton-lang/triton"),
        ("ROCm/vllm", "vllm-project/vllm"),
        ("ggerganov/llama.cpp", "ggml-org/llama.cpp"),
        ("PyTorch/PyTorch", "pytorch/pytorch"),
    ],
)
def test_a_renamed_or_forked_project_is_the_same(one: str, other: str) -> None:
    assert is_same_project(one, other)
    assert not is_same_project(one, "numpy/numpy")


def test_every_known_failure_names_a_thread_and_every_removal_its_source() -> None:
    assert all("#" in known.thread and "/" in known.project for known in KNOWN)
    assert all(bool(known.of) == bool(known.within) for known in KNOWN)
    assert all("." in gone.source and gone.since for gone in REMOVED)
    assert all(name.count("/") == 1 for name in LIBRARIES.values())
    assert project_of("torch") == "pytorch/pytorch"
    assert project_of(None) is None
