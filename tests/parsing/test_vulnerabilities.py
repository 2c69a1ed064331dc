import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.vulnerabilities import (
    SUSPICIOUS,
    Suspicion,
    reads_like_a_vulnerability_report,
    weighed,
)
from tests.capabilities.awkward import TEXTS
from tests.texts import ENVIRONMENT, filled, vulnerability_files, written

HUNDRED = ("vulnerability_reports/tuned.txt", "vulnerability_reports/held_out.txt")
PIECES = [
    "attacker", "anyone can", "../../etc/passwd", "CVE-2024-1", "token", "leak", "without login",
    "```", "\n", "> ", "### Impact", " ", "CVE-2024-12345", "bump", "漏洞", "\u200b",
    "pickle.loads",
]  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES)).map(" ".join))


def suspected(title: str, body: str) -> bool:
    return reads_like_a_vulnerability_report(title, body) is not None


def test_nine_of_ten_vulnerability_reports_are_noticed() -> None:
    reports = written(*HUNDRED)

    noticed = [suspected(*report) for report in reports]

    assert len(noticed) == 100
    assert sum(noticed) >= 90


@pytest.mark.parametrize("path", vulnerability_files(fresh=False))
def test_terse_and_plain_ones_are_mostly_noticed_too(path: str) -> None:
    noticed = [suspected(*report) for report in written(path)]

    assert sum(noticed) >= 0.85 * len(noticed)


def test_of_two_thousand_ordinary_reports_hardly_any_is_suspected() -> None:
    templates = written("ordinary_reports")
    reports = list(filled(templates, 2_000, seed=1))

    wrongly = [report.title for report in reports if suspected(*report)]

    assert len(templates) >= 80
    assert len(set(reports)) == 2_000
    assert len(wrongly) <= 10, wrongly


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Bump pillow to 10.0.1", "Our scanner complains about CVE-2023-44271 in pillow 9."),
        ("Trivy reports CVEs in the image", "openssl CVE-2024-5535 CRITICAL, libc6 CVE-2024-2961"),
        ("Is 2.4 affected by CVE-2021-44228?", "Our IT asks."),
        ("int32 overflow: illegal memory access", "CUDA error: an illegal memory access"),
        ("Support adversarial attacks", "FGSM and PGD would be nice. See the arXiv paper."),
        ("Slow on this machine", ENVIRONMENT),
    ],
)
def test_what_is_public_or_research_or_a_crash_is_none(title: str, body: str) -> None:
    assert not suspected(title, body)


def test_what_others_said_and_what_programs_print_is_not_the_reporters_word() -> None:
    report = "Attackers can read any file without authentication: ../../etc/passwd"
    warning = (
        "FutureWarning: It is possible to construct malicious pickle data which will execute "
        "arbitrary code during unpickling"
    )

    assert suspected("bug", report)
    assert not suspected("bug", f"> {report}\n\nIs this advice still right?")
    assert not suspected("torch.load warns", f"```\n{warning}\n```\nCan it be silenced?")


def test_a_payload_that_nobody_says_a_word_about_is_a_sample_and_whom_one_calls_says_nothing() -> (
    None
):
    payload = "```\n{{ cycler.__init__.__globals__.os.popen('id').read() }}\n```"
    calm = "The server stops after two requests."

    assert not suspected("[Bug]: crash", payload)
    assert suspected("A chat template from the hub runs code on the server", payload)
    assert weighed("crash", f"@everyone {calm}") == weighed("crash", calm)


def test_letters_that_nobody_sees_hide_nothing() -> None:
    body = "An att\u200backer can execute arb\u00aditrary code without authentication."

    assert suspected("ＲＣＥ in the server", body)


def test_a_suspicion_names_cues_and_quotes_nothing() -> None:
    title = "SSRF in image_url"
    body = "An attacker reads http://169.254.169.254/secret-path without authentication."

    found = reads_like_a_vulnerability_report(title, body)

    assert isinstance(found, Suspicion)
    assert found.confidence >= SUSPICIOUS
    assert found.cues
    assert all(cue.replace("-", "").isalpha() for cue in found.cues)
    assert not any(word in " ".join(found.cues) for word in ("secret-path", "169", "image_url"))


@given(texts, texts)
def test_any_text_is_weighed_between_nought_and_one(title: str, body: str) -> None:
    found = weighed(title, body)

    assert 0 <= found.confidence <= 1
    assert suspected(title, body) == (found.confidence >= SUSPICIOUS)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_awkward_texts_are_no_vulnerability_reports(text: str) -> None:
    assert not suspected(text, text)


def test_a_report_below_a_megabyte_of_output_is_still_noticed() -> None:
    report = "Anyone can read other users' files without authentication by `../../etc/passwd`."
    log = "2026-01-01 10:00:00 ERROR step failed\n" * 27_000

    assert suspected("Arbitrary file read", f"{report}\n\n```\n{log}\n```")
