import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.versions import is_within, may_be_within, version_of
from bot.vocabulary.versions import Version

RISING = (
    "0.6.3.dev5", "0.6.3a1", "0.6.3b2", "0.6.3rc1", "0.6.3", "0.6.3.post1.dev2", "0.6.3.post1",
    "0.6.4", "0.10",
)  # fmt: skip


def _version(text: str) -> Version:
    found = version_of(text)
    assert found is not None
    return found


def test_versions_are_ordered_as_packages_are() -> None:
    versions = [_version(text) for text in RISING]

    assert sorted(versions) == versions
    assert len(set(versions)) == len(RISING)


@pytest.mark.parametrize(
    ("text", "release", "local"),
    [
        ("2.4.0+cu121", (2, 4, 0), "cu121"),
        ("v0.6.3", (0, 6, 3), ""),
        ("535.104.05", (535, 104, 5), ""),
        ("b4291", (4291,), ""),
        ("11.4.0-1ubuntu1~22.04", (11, 4, 0), ""),
        ("6.1.40091-a8dbc0c19", (6, 1, 40091), ""),
    ],
)
def test_versions_are_read_as_tools_write_them(
    text: str, release: tuple[int, ...], local: str
) -> None:
    version = _version(text)

    assert (version.release, version.local) == (release, local)


def test_trailing_zeros_and_local_parts_do_not_matter() -> None:
    assert _version("2.4") == _version("2.4.0+cu121")
    assert version_of("main") is None


def test_a_version_told_inexactly_is_neither_certainly_in_nor_out() -> None:
    vague = _version("12")

    assert not is_within(vague, ">=12.8")
    assert may_be_within(vague, ">=12.8")
    assert not may_be_within(_version("12.4"), ">=12.8")


@pytest.mark.parametrize(
    ("text", "wanted", "inside"),
    [
        ("2.4.1", "==2.4", True),
        ("2.10.0", "==2.1", False),
        ("3.12.7", ">=3.8, <=3.12", True),
        ("3.13.0", ">=3.8, <=3.12", False),
        ("0.6.3.post1", "==0.6.3", True),
        ("1.26.4", "<2", True),
        ("515.65.01", ">=525", False),
    ],
)
def test_ranges_compare_numbers_not_letters(text: str, wanted: str, inside: bool) -> None:
    assert is_within(_version(text), wanted) is inside
    assert may_be_within(_version(text), wanted) is inside


@given(st.text(max_size=60))
def test_any_text_has_a_version_or_none(text: str) -> None:
    version = version_of(text)

    assert version is None or version.release


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_a_version_lies_in_the_range_of_itself(numbers: list[int]) -> None:
    text = ".".join(map(str, numbers))

    assert is_within(_version(text), f"=={text}, >={text}, <={text}")
