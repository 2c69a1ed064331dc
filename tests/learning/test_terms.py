from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.terms import CODE, ERROR, MAX_TERMS, NUMBER, PROSE, TITLE, Terms, packed, terms
from tests.learning.reports import report, trace


def named(found: Terms) -> dict[str, int]:
    """What a report is found by, by name."""
    return {found.names[key]: place for key, place in packed(found.lines).items()}


def test_each_place_of_a_term_is_kept() -> None:
    found = named(terms(report(1, "Loader hangs", "The loader waits.\n\n```\nloader.start()\n```")))

    assert found["loader"] == TITLE + PROSE + CODE
    assert found["hangs"] == TITLE
    assert found["waits"] == PROSE


def test_a_word_is_one_in_singular_plural_and_past() -> None:
    found = terms(report(1, "request requests requested requesting"))

    assert len(packed(found.lines)) == 1


def test_an_identifier_is_kept_whole_and_in_parts() -> None:
    found = named(terms(report(1, "", "`kv_cache.BlockTable` is wrong")))

    assert {"`kv_cache.BlockTable", "kv", "cache", "block", "table", "wrong"} <= set(found)


def test_two_copies_of_one_crash_read_alike() -> None:
    error = "AllocatorError: block table is full"
    one = terms(report(1, "", trace("ann", 41, error)))
    other = terms(report(2, "", trace("bob", 977, error)))

    assert packed(one.lines) == packed(other.lines)
    assert named(one)[f"!{error} (at 0x7f41a0)"] & ERROR
    assert not {"ann", "home", "lib"} & set(named(one))


def test_an_error_is_known_by_how_it_begins() -> None:
    one = terms(report(1, "ShapeError: expected four dimensions but the mask has two of them"))
    other = terms(report(2, "ShapeError: expected four dimensions"))

    shared = set(packed(one.lines)) & set(packed(other.lines))

    assert sum(one.names[key].startswith("!") for key in shared) == 2


def test_addresses_and_checksums_fall_away() -> None:
    body = "at 0x7f3a2b4c in deadbeef0123 of 5f4dcc3b5aa765d61d8327deb882cf99"

    assert named(terms(report(1, "", body))) == {}


def test_a_link_counts_by_its_last_part() -> None:
    found = named(terms(report(1, "", "see https://example.com/some/where/pager.py#L3")))

    assert "`pager.py" in found
    assert not {"example", "where", "https"} & set(found)


def test_numbers_count_in_titles_only() -> None:
    found = named(terms(report(1, "Bump to 3.1.2", "from 3.0")))

    assert {name: place for name, place in found.items() if name[0] == "="} == {"=3.1.2": NUMBER}


def test_boxes_environments_and_hidden_comments_are_left_out() -> None:
    body = (
        "<!-- zebra -->\n- [x] walrus\n\n```\n[pip3] ocelot==1.0\nOS: Gentoo\nPython: 3.11\n```\n"
        "It hangs."
    )

    assert set(named(terms(report(1, "", body)))) == {"hangs"}


def test_chinese_goes_by_pairs() -> None:
    found = named(terms(report(1, "模型加载vLLM失败")))

    assert {"模型", "型加", "加载", "失败"} <= set(found)


def test_a_long_log_counts_by_its_ends() -> None:
    middle = "\n".join(f"tick word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
    body = f"```\nfirst line begins\n{middle}\nOutOfBlocks: last\n```"

    found = named(terms(report(1, "", body)))

    assert "begins" in found
    assert "last" in found
    assert len(found) < 130


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.text(max_size=2_000))
def test_any_text_can_be_read(title: str, body: str) -> None:
    found = packed(terms(report(1, title, body)).lines)

    assert len(found) <= MAX_TERMS
    assert all(0 < place < 256 and 0 <= key < 2**32 for key, place in found.items())
