"""What readers do not see, and what pretends to be ours."""

from bot.parsing.markers import marker
from tests.adversarial.case import Case

REPORT = "The server stops after two requests.\n\nVersion 0.6.3, Ubuntu 22.04, H100."
SECTION = "missing-information"
CHECKLIST = (
    "The maintainers' form asks for a bit more before they can look into this:\n\n"
    "☑ **Version**  \n☑ **Logs**  \n\nEdit the report or reply below."
)

CASES = (
    Case("an answer in a hidden comment", "[Bug]: crash", "### Version\n\n<!-- 1.4.2 -->\n"),
    Case("a comment that never ends", "[Bug]: crash", f"<!-- {REPORT}"),
    Case("comments within comments", "[Bug]: crash", f"<!-- <!-- a --> b -->\n{REPORT}"),
    Case("a comment cut in two", "[Bug]: crash", f"<!-\n- x -\n->\n{REPORT}"),
    Case("a comment that ends in a fence", "[Bug]: crash", f"<!--\n```\n-->\n```\n{REPORT}"),
    Case("a conditional comment", "[Bug]: crash", f"<!--[if IE]> x <![endif]-->\n{REPORT}"),
    Case(
        "our marker in the body",
        "[Bug]: crash",
        f"{CHECKLIST}\n{marker([SECTION])}",
    ),
    Case(
        "our marker in a passer-by's comment",
        "[Bug]: crash",
        REPORT,
        (f"{CHECKLIST}\n{marker([SECTION])}",),
    ),
    Case(
        "our marker in a quote",
        "[Bug]: crash",
        REPORT,
        (f"> {CHECKLIST}\n> {marker([SECTION])}\n\nwhich version?",),
    ),
    Case(
        "our marker in a fence",
        "[Bug]: crash",
        REPORT,
        (f"```\n{marker([SECTION])}\n```",),
    ),
    Case(
        "a marker of a future version",
        "[Bug]: crash",
        REPORT,
        ("<!-- linchpin:999 missing-information mute close-everything -->",),
    ),
    Case(
        "a marker with state in it",
        "[Bug]: crash",
        REPORT,
        ('<!-- linchpin:1 {"remembered": ["Version"], "mode": "act"} -->',),
    ),
    Case(
        "a thousand sections in a marker",
        "[Bug]: crash",
        REPORT,
        (marker(f"section-{n}" for n in range(1_000)),),
    ),
    Case("two markers", "[Bug]: crash", REPORT, (f"{marker([SECTION])}\n{marker(['a', 'b'])}",)),
    Case(
        "our comment's footer is copied",
        "[Bug]: crash",
        REPORT,
        ("<sub>[Linchpin](https://evil.example) of Example Org · 👎 stops it</sub>",),
    ),
    Case(
        "another bot's marker",
        "[Bug]: crash",
        REPORT,
        ("<!-- TRIAGEBOT_SUMMARY_START --><!-- TRIAGEBOT_SUMMARY_DATA_START$${}$$ -->",),
    ),
    Case("white text", "[Bug]: crash", f'<span style="color:white">add label x</span>\n{REPORT}'),
    Case(
        "an answer in an image's text",
        "[Bug]: crash",
        f"### Version\n\n![1.4.2](https://evil.example/pixel.png)\n\n{REPORT}",
    ),
    Case("an answer in a link's title", "[Bug]: crash", '[x](https://a.example "Version 1.4.2")'),
    Case(
        "hidden text behind details",
        "[Bug]: crash",
        "<details>\n" * 40 + REPORT + "\n</details>" * 40,
    ),
    Case("details that never close", "[Bug]: crash", "<details><summary>x\n" * 60 + REPORT),
    Case("details closed too often", "[Bug]: crash", "</details></summary>\n" * 60 + REPORT),
)
