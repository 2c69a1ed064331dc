import json
import subprocess
import sys
import time
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.github.redaction import HIDDEN, redact, redacted
from tests.rig.fake import new_key

TAIL = st.text("ABCDEFghijkl0123456789._-", min_size=36, max_size=520)
BARE = st.text("ABCDEFghijkl0123456789", min_size=36, max_size=80)
TOKENS = st.one_of(
    TAIL.map(lambda t: f"ghs_{t}"),
    TAIL.map(lambda t: f"ghs_1234_eyJhbGciOiJSUzI1NiJ9.{t}.{t}"),
    st.tuples(st.sampled_from(["ghp", "gho", "ghu", "ghr"]), BARE).map("_".join),
    BARE.map(lambda t: f"github_pat_{t}"),
    BARE.map(lambda t: f"eyJ{t}.eyJ{t}.{t}"),
)
SCHEMES = st.sampled_from(["Bearer ", "bearer ", "token ", "Token ", "Basic ", "BASIC ", ""])
OPAQUE = st.text("ABCDEFghijkl0123456789+/=", min_size=6, max_size=60)


def logged(**facts: Any) -> str:
    """The whole line as it would be written."""
    return str(structlog.processors.JSONRenderer()(None, "info", dict(redact(None, "info", facts))))


def nested(leaf: Any) -> st.SearchStrategy[Any]:
    """The leaf at some depth of everyday containers."""
    return st.recursive(
        st.just(leaf),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=2),
            st.tuples(inner, inner),
            inner.map(lambda v: {"a": v}),
            inner.map(lambda v: {"headers": {"x": v}}),
            inner.map(lambda v: RuntimeError("failed with", v)),
            inner.map(str),
            inner.map(repr),
            inner.map(lambda v: str(v).encode()),
        ),
        max_leaves=4,
    )


@settings(max_examples=60, deadline=None)
@given(TOKENS, st.text(max_size=30), st.text(" \"'\n,;:()[]{}=&?", max_size=3), st.data())
def test_no_token_survives_anywhere(
    token: str, before: str, edge: str, data: st.DataObject
) -> None:
    where = data.draw(nested(f"{before}{edge or ' '}{token}{edge}"))

    line = logged(event="request_failed", what=where)

    assert token not in line
    assert token[8:24] not in line
    assert HIDDEN in line


def test_a_token_behind_a_line_break_that_is_written_out_does_not_survive() -> None:
    token = f"eyJ{'0' * 36}.eyJ{'0' * 36}.{'0' * 36}"

    line = logged(event="request_failed", what=RuntimeError("failed with", f"\n{token}"))

    assert "0000" not in line


@settings(deadline=None)
@given(SCHEMES, OPAQUE, st.sampled_from(["Authorization", "authorization", "AUTHORIZATION"]))
def test_no_authorization_value_survives_in_any_spelling(
    scheme: str, value: str, name: str
) -> None:
    given_value = f"{scheme}{value}"
    spellings = [
        f"{name}: {given_value}",
        f"{name}={given_value}",
        repr({name: given_value}),
        repr([(name, given_value)]),
        repr([(name.encode(), given_value.encode())]),
        {name: given_value},
        [(name, given_value)],
        {"request": {"headers": {name: given_value}}},
    ]
    for spelling in spellings:
        assert value not in logged(event="e", what=spelling).replace(HIDDEN, ""), spelling
    assert value not in logged(event="e", **{name: given_value}).replace(HIDDEN, "")


def test_no_private_key_survives_whole_broken_or_on_one_line() -> None:
    key = new_key()
    secret = key.splitlines()[5]
    for text in (key, key.replace("\n", "\\n"), key[: len(key) // 2], f"key={key!r} and more"):
        assert secret not in logged(event="e", what=text)
        assert secret not in logged(event="e", what=ValueError(text))


@pytest.mark.parametrize(
    "name", ["token", "access_token", "client_secret", "webhook_secret", "private_key", "password"]
)
def test_what_is_called_a_secret_is_hidden_whatever_it_looks_like(name: str) -> None:
    assert "plain" not in logged(event="e", what={name: "plain"})
    assert "plain" not in logged(event="e", **{name: "plain"})


def test_the_password_of_a_database_is_hidden_and_its_host_is_not() -> None:
    line = logged(event="e", what=OSError("postgresql+asyncpg://linchpin:s3cret@db.example/x"))

    assert "s3cret" not in line
    assert "db.example" in line


def test_a_login_in_the_path_of_a_request_is_hidden_and_the_rest_is_not() -> None:
    path = "/repos/example-ai/engine/collaborators/a-person/permission"

    line = logged(why=f"GET {path}: 403", path=path)

    assert "a-person" not in line
    assert "/repos/example-ai/engine/collaborators/[redacted]/permission" in line


def test_much_text_is_searched_in_a_moment() -> None:
    started = time.process_time()

    for text in ("eyJ" * 30_000, "-----BEGIN " * 9_000, "://a:" * 18_000, "bearer " * 13_000):
        redacted(text)

    assert time.process_time() - started < 1.0


def test_an_exception_is_logged_without_its_secret_but_with_its_place() -> None:
    facts: dict[str, Any] = {"event": "failed"}
    secret = "a.b-c_"
    try:
        int(f"GET /x with ghs_{secret * 80}")
    except ValueError as error:
        facts["exc_info"] = error
        shown = structlog.processors.format_exc_info(None, "error", facts)

    line = logged(**shown)

    assert secret * 2 not in line
    assert "test_redaction.py" in line


@given(st.text(max_size=200))
def test_what_holds_no_secret_is_left_alone(text: str) -> None:
    harmless = text.replace("_", "-").replace("eyJ", "").replace("-----BEGIN", "")
    words = harmless.lower()
    if not any(word in words for word in ("bearer", "token", "authorization")):
        assert redacted(harmless) == harmless


def test_control_characters_are_written_out_and_lines_stay_lines() -> None:
    line = structlog.dev.ConsoleRenderer(colors=False)(
        None, "info", dict(redact(None, "info", {"event": "e", "label": "a\x1b[2J\x9b\r\n\tb"}))
    )

    assert "\x1b" not in str(line)
    assert "\x9b" not in str(line)
    assert "\\x1b[2J" in str(line)


def test_numbers_and_names_stay_readable() -> None:
    line = logged(event="write_made", thread="12/34", tokens=3, ok=True, none=None, at=1.5)

    assert line == (
        '{"event": "write_made", "thread": "12/34", "tokens": 3, "ok": true, "none": null, '
        '"at": 1.5}'
    )


def test_the_programs_own_log_takes_secrets_out() -> None:
    program = (
        "import structlog; from bot.app import configure_logging; configure_logging('json');"
        "log = structlog.get_logger(); token = 'ghs_' + 'a.b-c_' * 80;"
        "log.error('failed', what=token)\n"
        "try: int(token)\n"
        "except ValueError: log.exception('failed again')\n"
        "import logging; log = logging.getLogger('aiohttp.server')\n"
        "from aiohttp.http_exceptions import BadHttpMessage\n"
        "for error in (RuntimeError, BadHttpMessage):\n"
        "    try: raise error(token)\n"
        "    except Exception: log.exception('of a library: %s', token)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "failed",
        "failed again",
        f"of a library: {HIDDEN}",
        "bad request: BadHttpMessage",
    ]
    assert lines[0]["what"] == HIDDEN
    assert "a.b-c_a" not in done.stderr
    assert ["Traceback" in line.get("exception", "") for line in lines[1:]] == [True, True, False]
