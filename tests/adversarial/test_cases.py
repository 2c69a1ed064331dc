from collections.abc import Callable, Mapping
from typing import Any

import pytest
from markdown_it import MarkdownIt

from bot.parsing import anatomy, comment_text, evidence, forms, markdown, titles
from bot.parsing.documents import read_document
from bot.parsing.markers import marked_sections
from bot.parsing.not_issues import not_an_issue
from bot.parsing.reports import form_of, unanswered
from bot.parsing.sections import cut_reply, cut_report, headings
from bot.parsing.vulnerabilities import reads_like_a_vulnerability_report
from bot.parsing.words import is_command_only, mentioned
from tests import builders
from tests.adversarial import CASES, Case

FORMS = builders.forms(
    builders.form(
        builders.field("What happened?"),
        builders.field("Version"),
        builders.field("Logs", render="shell"),
        builders.field("System", "dropdown", options=("Linux", "Windows")),
    )
)
(FORM,) = FORMS.forms

READERS: Mapping[str, Callable[[str], Any]] = {
    "anatomy.pieces": anatomy.pieces,
    "anatomy.prose": anatomy.prose,
    "documents.read_document": read_document,
    "evidence.has_environment": evidence.has_environment,
    "evidence.has_output": evidence.has_output,
    "evidence.has_reproduction": evidence.has_reproduction,
    "evidence.has_version": evidence.has_version,
    "evidence.without_images": evidence.without_images,
    "forms.parse_form, template": lambda text: forms.parse_form("x.md", text),
    "forms.parse_form, form": lambda text: forms.parse_form("x.yml", text),
    "markdown.fenced": markdown.fenced,
    "markdown.folded": markdown.folded,
    "comment_text.inert": lambda text: comment_text.inert(text, 300),
    "markdown.parts": markdown.parts,
    "comment_text.self_contained": lambda text: comment_text.self_contained(text, 60_000),
    "markdown.without_comments": markdown.without_comments,
    "markdown.without_quotes": markdown.without_quotes,
    "markers.marked_sections": marked_sections,
    "not_issues": lambda text: not_an_issue(text, text, forms=FORMS),
    "reports.form_of": lambda text: form_of(text, FORMS, text),
    "reports.unanswered": lambda text: unanswered(FORM, text, (text,)),
    "sections.cut_reply": lambda text: cut_reply(FORM, text),
    "sections.cut_report": lambda text: cut_report(FORM, text),
    "sections.headings": headings,
    "titles.bare": titles.bare,
    "titles.prefix": titles.prefix,
    "vulnerabilities": lambda text: reads_like_a_vulnerability_report(text, text),
    "words.is_command_only": is_command_only,
    "words.mentioned": mentioned,
}
"""Everything that reads what people wrote."""

_AS_GITHUB = MarkdownIt("commonmark", {"html": True, "maxNesting": 500}).enable(
    ["table", "strikethrough"]
)


CUT = 12_000
"""Characters: a pattern that goes back and forth shows with far fewer."""

IN_FULL = ("titles.bare", "titles.prefix", "vulnerabilities", "not_issues")
"""Readers that every thread meets, however long it is."""


def texts(case: Case) -> tuple[str, ...]:
    return (case.title, case.body, *case.comments[:3])


@pytest.mark.parametrize("name", READERS)
def test_no_case_stops_a_reader(name: str) -> None:
    for case in CASES:
        for text in texts(case):
            READERS[name](text[:CUT])


@pytest.mark.parametrize("name", IN_FULL)
def test_a_megabyte_stops_no_reader_that_every_thread_meets(name: str) -> None:
    for case in CASES:
        if len(case.body) >= 900_000:
            READERS[name](case.body)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_no_title_comes_alive_in_our_comment(case: Case) -> None:
    shown = comment_text.inert(case.title, 80)

    kinds = {child.type for token in _AS_GITHUB.parse(shown) for child in token.children or ()}
    blocks = {token.type for token in _AS_GITHUB.parse(shown)}
    assert mentioned(shown) == frozenset()
    assert kinds <= {"text", "text_special"}
    assert blocks <= {"paragraph_open", "inline", "paragraph_close"}
    assert not any(sign in shown for sign in ("\n", "\x00", "://", "#1", "GH-1", "www."))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_no_body_quoted_by_us_mentions_anybody_or_swallows_what_stands_below(case: Case) -> None:
    shown = comment_text.self_contained(case.body[:CUT], CUT // 2)

    below = _AS_GITHUB.parse(f"{shown}\n\nbelow")
    assert mentioned(shown) == frozenset()
    assert (below[-2].type, below[-2].content) == ("inline", "below")
    assert below[-2].level == 1


def test_there_are_many_cases_and_each_has_its_name() -> None:
    names = [case.name for case in CASES]

    assert len(names) >= 60
    assert len(set(names)) == len(names)
    assert sum(len(case.body) >= 900_000 for case in CASES) >= 5


TELL_OF_ATTACKS = {
    "a megabyte of a vulnerability",
    "a secret and then nothing",
    "orders in a chat template",
}


def test_only_what_tells_of_an_attack_reads_like_a_vulnerability_report() -> None:
    suspected = {c.name for c in CASES if reads_like_a_vulnerability_report(c.title, c.body)}

    assert suspected <= TELL_OF_ATTACKS
