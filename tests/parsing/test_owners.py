"""What owner files tell of paths."""

from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.owners import (
    folder_of,
    labels_of,
    owners_of,
    path_words,
    read_codeowners,
    read_owner_files,
    read_prow_owners,
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

    found = owners_of(rules).rules_of(
        "/opt/venv/lib/python3.11/site-packages/engine/lora/models.py"
    )

    assert folder_of(found) == "engine/lora"


def test_a_star_stays_within_its_folder() -> None:
    rules = read_codeowners(CODEOWNERS)

    near, far = map(owners_of(rules).rules_of, ("engine/kernels/a.cu", "engine/kernels/deep/a.cu"))

    assert folder_of(near) == "engine/kernels/*.cu"
    assert folder_of(far) is None


def test_triagebot_tells_which_label_a_file_brings() -> None:
    owners = owners_of(read_triagebot(TRIAGEBOT))

    assert labels_of(owners.rules_of("src/bin/main.rs")) == {"A-cli"}
    assert labels_of(owners.rules_of("src/other.rs")) == frozenset()


def test_an_owners_file_gives_its_labels_to_its_folder() -> None:
    files = {
        "cmd/deck/OWNERS": "approvers:\n- somebody\nlabels:\n- area/deck\n",
        "README.md": "# no rules",
    }

    owners = owners_of(read_owner_files(files))

    assert labels_of(owners.rules_of("cmd/deck/main.go")) == {"area/deck"}
    assert labels_of(owners.rules_of("cmd/hook/main.go")) == frozenset()
    assert "somebody" not in repr(owners)


def test_filters_of_an_owners_file_give_labels_to_folders_that_they_name() -> None:
    files = {
        "OWNERS": r"""
filters:
  ".*": {approvers: [somebody]}
  "^pkg/scheduler/.*": {labels: [area/scheduler]}
  "^docs/v1\\.2$": {labels: [area/docs]}
  "\\.go$": {labels: [area/go]}
  "^(a|b)/": {labels: [area/both]}
"""
    }

    rules = read_owner_files(files)

    assert {rule.pattern: rule.labels for rule in rules} == {
        "pkg/scheduler": ("area/scheduler",),
        "docs/v1.2": ("area/docs",),
    }


@given(
    st.lists(st.sampled_from(["/a/b", "a", "*.cu", "/b/*", "c/b.py", "**/c", "/a"]), max_size=5),
    st.lists(st.sampled_from(["a", "b", "c", "b.py", "x.cu"]), min_size=1, max_size=4),
)
def test_rules_are_found_as_if_each_were_tried(patterns: list[str], parts: list[str]) -> None:
    rules, path = read_codeowners("\n".join(patterns)), "/".join(parts)

    found = owners_of(rules).rules_of(path)

    assert sorted(map(repr, found)) == sorted(repr(rule) for rule in rules if rule.matches(path))


def test_broken_files_tell_nothing() -> None:
    files = {"OWNERS": "labels: [", "triagebot.toml": "[autolabel", "CODEOWNERS": "\x00\n[x"}

    owners = owners_of(read_owner_files(files))

    assert labels_of(owners.rules_of("x")) == frozenset()


def test_generic_folders_name_no_area() -> None:
    found = path_words("/usr/lib/src/engine/lora_models.py")

    assert found == {"usr", "engine", "lora_models"}


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_file_and_path_can_be_read(text: str, path: str) -> None:
    rules = (*read_codeowners(text), *read_triagebot(text), *read_prow_owners("OWNERS", text))

    found = owners_of(rules).rules_of(path)

    assert set(found) <= set(rules)
