"""What owner files tell of paths."""

from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.owners import (
    folder_of,
    labels_of,
    path_words,
    read_codeowners,
    read_owner_files,
    read_triagebot,
)

CODEOWNERS = """
# who looks at what
*               @example/everybody
/engine/lora    @example/lora  # adapters
/engine/kernels/*.cu @example/kernels
docs/           @example/writers
"""
TRIAGEBOT = """
[autolabel."A-cli"]
trigger_files = ["src/bin/", "src/cli.rs"]
[autolabel."S-new"]
new_pr = true
"""


def test_codeowners_tells_folders_and_nobodys_name() -> None:
    rules = read_codeowners(CODEOWNERS)

    assert [rule.pattern for rule in rules] == ["engine/lora", "engine/kernels/*.cu", "docs"]
    assert "example" not in repr(rules)


def test_a_path_of_a_traceback_falls_under_a_rule_of_the_repository() -> None:
    rules = read_codeowners(CODEOWNERS)

    found = folder_of(rules, "/opt/venv/lib/python3.11/site-packages/engine/lora/models.py")

    assert found == "engine/lora"


def test_a_star_stays_within_its_folder() -> None:
    rules = read_codeowners(CODEOWNERS)

    near, far = "engine/kernels/a.cu", "engine/kernels/deep/a.cu"

    assert folder_of(rules, near) == "engine/kernels/*.cu"
    assert folder_of(rules, far) is None


def test_triagebot_tells_which_label_a_file_brings() -> None:
    rules = read_triagebot(TRIAGEBOT)

    assert labels_of(rules, "src/bin/main.rs") == {"A-cli"}
    assert labels_of(rules, "src/other.rs") == frozenset()


def test_an_owners_file_gives_its_labels_to_its_folder() -> None:
    files = {
        "cmd/deck/OWNERS": "approvers:\n- somebody\nlabels:\n- area/deck\n",
        "README.md": "# no rules",
    }

    rules = read_owner_files(files)

    assert labels_of(rules, "cmd/deck/main.go") == {"area/deck"}
    assert labels_of(rules, "cmd/hook/main.go") == frozenset()
    assert "somebody" not in repr(rules)


def test_broken_files_tell_nothing() -> None:
    files = {"OWNERS": "labels: [", "triagebot.toml": "[autolabel", "CODEOWNERS": "\x00\n[x"}

    rules = read_owner_files(files)

    assert labels_of(rules, "x") == frozenset()


def test_generic_folders_name_no_area() -> None:
    found = path_words("/usr/lib/src/engine/lora_models.py")

    assert found == {"usr", "engine", "lora_models"}


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_file_and_path_can_be_read(text: str, path: str) -> None:
    rules = (*read_codeowners(text), *read_triagebot(text))

    assert folder_of(rules, path) is None or rules
