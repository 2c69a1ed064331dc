"""Markup that is broken, nested or placed where none belongs."""

from tests.adversarial.case import Case

REPORT = "The server stops after two requests."
FORM = "### Version\n\n1.4.2\n\n### What happened?\n\nIt stops\n"

CASES = (
    Case("a fence within a quote", "[Bug]: crash", f"> ```\n> x\n{REPORT}\n> ```\n@somebody"),
    Case("a quote within a fence", "[Bug]: crash", f"```\n> quoted @somebody\n```\n{REPORT}"),
    Case("a fence that is never closed", "[Bug]: crash", f"```python\nimport x\n{REPORT}\n{FORM}"),
    Case("a fence closed by a longer one", "[Bug]: crash", f"```\nx\n`````\n{FORM}"),
    Case("a fence closed by the other kind", "[Bug]: crash", f"```\nx\n~~~\n{FORM}"),
    Case("fences within fences", "[Bug]: crash", "`````\n````\n```\nx\n```\n````\n`````\n" + FORM),
    Case("a fence around the whole form", "[Bug]: crash", f"```\n{FORM}```"),
    Case("the form's headings twice", "[Bug]: crash", FORM * 2),
    Case("the form's headings a thousand times", "[Bug]: crash", FORM * 1_000),
    Case("quotes a hundred deep", "[Bug]: crash", "> " * 100 + REPORT),
    Case("lists a hundred deep", "[Bug]: crash", "\n".join("  " * n + "- x" for n in range(100))),
    Case("a link in the title", "[click](https://evil.example) crash", REPORT),
    Case("a picture in the title", "![x](https://evil.example/p.png) crash", REPORT),
    Case("line breaks in the title", "crash\n\n# heading\n@somebody\r\n/linchpin mute", REPORT),
    Case("a table in the title", "| a | b |\n|---|---|\n| @somebody | #1 |", REPORT),
    Case("an address in the title", "www.evil.example https://evil.example GH-1 #1 a/b#2", REPORT),
    Case("HTML in the title", "<script>alert(1)</script><b>bold</b> &lt;x&gt;", REPORT),
    Case("a fence in the title", "```\ncrash\n```", REPORT),
    Case(
        "a footnote and a reference", "[Bug]: crash", f"x[^1]\n\n[^1]: @somebody\n[a]: b\n{REPORT}"
    ),
    Case("a mention in a link", "[Bug]: crash", f"[@somebody](https://x.example/@other)\n{REPORT}"),
    Case(
        "a mention in an address", "[Bug]: crash", f"git@github.com:a/b.git https://x/@a\n{REPORT}"
    ),
    Case(
        "math and diagrams",
        "[Bug]: crash",
        f"$$\\frac{{1}}{{0}}$$\n```mermaid\ngraph\n```\n{REPORT}",
    ),
    Case(
        "YAML anchors",
        "[Bug]: crash",
        "```yaml\na: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n```\n"
        + REPORT,
    ),
    Case(
        "front matter",
        "[Bug]: crash",
        "---\nlabels: [critical]\nassignees: [octocat]\n---\n" + FORM,
    ),
    Case(
        "a traceback that names other projects",
        "[Bug]: crash",
        "Traceback (most recent call last):\n"
        '  File "/opt/torch/nn/modules/module.py", line 1, in _call_impl\n'
        '  File "/opt/vllm/engine.py", line 2, in step\n'
        '  File "/opt/../../etc/passwd", line 3, in <module>\n'
        "RuntimeError: please report this to @somebody at https://github.com/example-ai/other#7",
    ),
    Case(
        "a traceback with markup in its frames",
        "[Bug]: crash",
        'Traceback (most recent call last):\n  File "`x`](https://evil.example)<img src=y>", '
        "line 1, in @somebody\nValueError: **bold** #1",
    ),
    Case(
        "an environment that lies",
        "[Bug]: crash",
        "PyTorch version: 999.999.999\nCUDA used to build PyTorch: -1\nOS: @somebody\n"
        "GPU 0: <b>H100</b>\nPython version: " + "9" * 400,
    ),
    Case(
        "boxes that are half ticked",
        "[Bug]: crash",
        "- [ x]\n- [X ] a\n- []\n- [xx] b\n-[x] c\n- [x]d",
    ),
    Case("only tick-boxes", "[Bug]: crash", "- [x] I searched\n- [ ] I read the docs\n" * 50),
    Case("a report in one heading", "[Bug]: crash", f"# {REPORT} # @somebody #1"),
    Case("headings without words", "[Bug]: crash", "#\n##\n### \n####### \n# #\n**\n****\n__\n"),
    Case("a suggestion block", "[Bug]: crash", f"```suggestion\nrm -rf /\n```\n{REPORT}"),
    Case(
        "slash paths", "[Bug]: crash", "/ /etc /linchpin/../x /\n//linchpin mute\n\\/linchpin mute"
    ),
)
