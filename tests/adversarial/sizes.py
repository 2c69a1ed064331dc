"""Much of it: bodies of a megabyte, lines without end, bait for patterns that go back and forth."""

from tests.adversarial.case import Case

MEGABYTE = 1_000_000
REPORT = "The server stops after two requests."


def _much(piece: str, size: int = MEGABYTE) -> str:
    return piece * (size // len(piece))


CASES = (
    Case("a megabyte of words", "[Bug]: crash", _much(f"{REPORT} ")),
    Case("a megabyte of short lines", "[Bug]: crash", _much("x\n")),
    Case("a megabyte in one line", "[Bug]: crash", "a" * MEGABYTE),
    Case("a megabyte of Chinese", "[Bug]: 崩溃", _much("服务器停止响应。")),
    Case("a megabyte of base64", "[Bug]: crash", _much("TG9yZW0gaXBzdW0gZG9sb3Ig")),
    Case(
        "a megabyte of a log",
        "[Bug]: crash",
        _much("2026-01-01 10:00:00 ERROR worker.py:12] failed\n"),
    ),
    Case("a megabyte of packages", "[Bug]: crash", _much("numpy==1.26.4\ntorch  2.5.1  py3.11\n")),
    Case(
        "a megabyte of a traceback",
        "[Bug]: crash",
        _much('  File "/a/b.py", line 3, in f\n    x()\n'),
    ),
    Case("a megabyte of headings", "[Bug]: crash", _much("### Version\n\n")),
    Case("a megabyte of mentions", "[Bug]: crash", _much("@somebody ")),
    Case(
        "a megabyte of a vulnerability",
        "[Bug]: crash",
        _much("attackers can read ../../etc/passwd without "),
    ),
    Case(
        "a megabyte of advertising",
        "buy followers",
        _much("call 1-800-555-0100 https://a.shop now "),
    ),
    Case("a very long title", "crash " * 20_000, REPORT),
    Case("a title of brackets", "[" * 20_000 + "]" * 20_000, REPORT),
    Case("parentheses", "(" * 256, "(" * 100_000),
    Case("closed parentheses", ")" * 256, "(((((a)))))!" * 10_000),
    Case("one letter and no end", "[Bug]: crash", "a" * 100_000 + "!"),
    Case("spaces and no end", "[Bug]: crash", "x" + " " * 100_000 + "!"),
    Case("tabs between words", "[Bug]: crash", "word\t\t\t" * 20_000),
    Case("dots", "." * 256, "." * 100_000 + "/"),
    Case("parent folders", "../" * 80, "../" * 40_000),
    Case("backticks", "`" * 255, "`" * 100_000),
    Case("backticks and letters", "[Bug]: crash", "`a``b```c````" * 10_000),
    Case("tildes and backticks in turn", "[Bug]: crash", "```\n~~~\n" * 15_000),
    Case("open comments", "<!--" * 60, "<!--" * 40_000),
    Case("open and closed comments", "[Bug]: crash", "<!-- --> <!-- x -- > -->" * 8_000),
    Case("open tags", "<" * 255, "<img <b <!-- " * 12_000),
    Case("stars", "*" * 255, "**a*_b__" * 15_000),
    Case("brackets of links", "[](" * 80, "![a](b" * 20_000 + "[" * 20_000),
    Case("pipes", "|" * 255, "|-" * 60_000),
    Case("colons", ":" * 255, "a:b: c::\n" * 15_000),
    Case("equals signs", "=" * 255, "=====a==1==\n" * 10_000),
    Case("numbers", "1" * 255, "1.2.3.4-5-6 " * 10_000),
    Case("digits without end", "9" * 255, "1234567890" * 12_000),
    Case("slashes", "/" * 255, "https://///a.b//" * 8_000),
    Case("key words without spaces", "[Bug]: crash", "attackertokenleakcve-2024-" * 5_000),
    Case(
        "beginnings of key words",
        "[Bug]: crash",
        "remote code remote code arbitrary without any " * 3_000,
    ),
    Case("a secret and then nothing", "[Bug]: crash", "api key password credentials " * 5_000),
    Case("addresses in a row", "[Bug]: crash", "https://a.example/?q=" * 8_000),
    Case("many comments", "[Bug]: crash", REPORT, ("+1",) * 100),
    Case("long comments", "[Bug]: crash", REPORT, ("x " * 30_000,) * 5),
)
