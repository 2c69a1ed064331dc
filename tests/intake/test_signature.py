"""Only what one of our secrets signed is GitHub's."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from bot.intake.signature import PIECE, is_valid, is_well_formed

SECRETS = st.binary(min_size=1, max_size=64)


def signed(body: bytes, secret: bytes) -> str:
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


@given(body=st.binary(max_size=2_000), secrets=st.lists(SECRETS, min_size=1, max_size=2))
def test_what_any_of_the_secrets_signed_is_valid(body: bytes, secrets: list[bytes]) -> None:
    for secret in secrets:
        assert is_well_formed(signed(body, secret))
        assert is_valid(body, signed(body, secret), secrets)


@given(length=st.integers(0, 4 * PIECE + 1), secret=SECRETS)
def test_bodies_of_any_length_are_summed_whole(length: int, secret: bytes) -> None:
    body = (b"0123456789abcdef" * (length // 16 + 1))[:length]

    assert is_valid(body, signed(body, secret), [secret])
    assert not is_valid(body + b"!", signed(body, secret), [secret])


@given(body=st.binary(max_size=200), other=st.binary(max_size=200), secret=SECRETS)
def test_a_signature_fits_one_body_only(body: bytes, other: bytes, secret: bytes) -> None:
    assert is_valid(other, signed(body, secret), [secret]) is (body == other)


@given(body=st.binary(max_size=200), ours=SECRETS, theirs=SECRETS)
def test_another_secret_signs_in_vain(body: bytes, ours: bytes, theirs: bytes) -> None:
    # A key is padded with zeros to the hash's block (RFC 2104 §2), so these two are the same key.
    same = ours.rstrip(b"\0") == theirs.rstrip(b"\0")

    assert is_valid(body, signed(body, theirs), [ours]) is same


@given(st.text(max_size=80) | st.text("0123456789abcdefg", max_size=66).map("sha256=".__add__))
def test_no_other_text_is_well_formed(text: str) -> None:
    hexadecimal = set("0123456789abcdef")
    head, digits = text[:7], text[7:]

    expected = head == "sha256=" and len(digits) == 64 and set(digits) <= hexadecimal
    assert is_well_formed(text) is expected


@given(st.binary(max_size=100), st.text(alphabet="0123456789abcdefABCDEF", max_size=70))
def test_a_made_up_signature_is_neither_valid_nor_an_error(body: bytes, digits: str) -> None:
    assert not is_valid(body, f"sha256={digits}", [b"a secret"])


def test_no_signature_and_no_secret_open_nothing() -> None:
    assert not is_well_formed(None)
    assert not is_valid(b"{}", signed(b"{}", b""), [])
