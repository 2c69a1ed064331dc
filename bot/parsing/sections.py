"""A report or a reply cut at the headings of its form: which words stand under which question.

Only the form's own headings cut. A reporter's own sub-headings belong to the answer they stand in
too, so that an answer is not taken for empty because it is well ordered.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.parsing.markdown import Line, folded, heading_of, lines
from bot.vocabulary.forms import FormField, IssueForm

_LABELLED = re.compile(r"^[ \t>*_#☐☑✅✔-]{0,12}([^:：\n]{1,160}?)[*_]{0,3}[:：](.*)$")
_LEVEL = re.compile(r"^ {0,3}(#{1,6})")
_SHARED_WORDS = 2
"""A heading that shares so many first words with one question alone is that question, reworded."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text, cut."""

    under: Mapping[str, Sequence[str]]
    """Field id -> what stands under its heading, "" for a bare one; absent without a heading."""
    loose: Sequence[str]
    """What stands under no question, or under a heading of the writer's own."""
    is_another_version: bool = False
    """Whether headings of the form's rank stand there that the form does not have: the report may
    follow an older or a sibling form, and a question without a heading was never put."""


def label_key(label: str) -> str:
    """What makes two labels the same; a label of signs alone is itself."""
    return folded(label) or label.strip().lower()


def headings(text: str) -> frozenset[str]:
    """The keys of all headings; those in code only where the whole text stands in code."""
    given = [line for line in lines(text) if line.text.strip()]
    all_code = bool(given) and given[0].fence is not None
    titles = (heading_of(x.text) for x in given if not x.in_code or all_code)
    return frozenset(label_key(title[0]) for title in titles if title)


def cut_report(form: IssueForm, text: str) -> Told:
    """A report, cut."""
    given = tuple(lines(text))
    known = _Labels(form, given)
    pieces: list[tuple[str | None, list[str]]] = [(None, [])]
    current: tuple[list[str], ...] = (pieces[0][1],)
    section: list[str] | None = None
    strays = False
    for line in given:
        found = known.opened_by(line)
        if found is not None:
            field, rest = found
            strays |= known.is_of_another_rank(line.text)
            section = [rest]
            pieces.append((field.id, section))
            current = (section,)
            continue
        owns = None if line.in_code or line.fence is not None else heading_of(line.text)
        if owns is not None and not owns[1]:
            extra = known.exact(owns[0])
            strays |= extra is None and known.is_form_rank(line.text)
            own_words: list[str] = [] if extra else [line.text]
            is_deeper = section is not None and known.is_deeper(line.text)
            pieces.append((extra.id if extra else "" if is_deeper else None, own_words))
            current = (own_words,) if section is None else (own_words, section)
            if section is not None:
                section.append(line.text)
            continue
        if not line.in_code and (named := known.named_by(line.text)) is not None:
            pieces.append((named[0].id, [named[1]]))
        for piece in current:
            piece.append(line.text)
    return replace(_told(pieces), is_another_version=strays)


def cut_reply(form: IssueForm, text: str) -> Told:
    """A reply, cut: a quote of one question heads the words below it; all are loose words too."""
    given = tuple(lines(text))
    known = _Labels(form, given)
    loose: list[str] = []
    pieces: list[tuple[str | None, list[str]]] = [(None, loose)]
    current: list[str] | None = None
    quoted: set[str] = set()
    for line in given:
        if line.text.lstrip().startswith(">") and not line.in_code:
            asked = known.named_in(line.text.lstrip().lstrip("> "))
            quoted |= {asked.id} if asked else set()
            current = None
            continue
        if quoted:
            current = []
            pieces.append((quoted.pop() if len(quoted) == 1 else None, current))
            quoted = set()
        found = known.opened_by(line)
        if found is not None:
            current = [found[1]]
            pieces.append((found[0].id, current))
            continue
        if not line.in_code and (named := known.named_by(line.text)) is not None:
            pieces.append((named[0].id, [named[1]]))
        loose.append(line.text)
        if current is not None:
            current.append(line.text)
    return _told(pieces)


class _Labels:
    """The form's questions, as lines of one text may name them."""

    def __init__(self, form: IssueForm, given: Iterable[Line]) -> None:
        self._by_key: dict[str, FormField] = {}
        for field in form.fields:
            self._by_key.setdefault(label_key(field.label), field)
        self._is_template = all(field.kind == "heading" for field in form.fields)
        titles = [
            (line.in_code, title[0])
            for line in given
            if line.fence is None and (title := heading_of(line.text)) is not None
        ]
        outside = {label_key(title) for in_code, title in titles if not in_code}
        # A fence that the form put around an answer breaks where the answer holds another: then
        # later headings stand in code, for GitHub and for us.
        inside = {label_key(title) for in_code, title in titles if in_code}
        self._only_in_code = (inside - outside) & self._by_key.keys()
        named = outside & self._by_key.keys()
        self._reworded = self._find_reworded(outside - named, self._by_key.keys() - named)

    def _find_reworded(self, free: Iterable[str], unseen: Iterable[str]) -> dict[str, FormField]:
        found: dict[str, FormField] = {}
        missing = {key: key.split() for key in unseen}
        for title in sorted(free):
            words = title.split()
            near = [
                key
                for key, asked in missing.items()
                if (shared := min(len(words), len(asked))) >= _SHARED_WORDS
                and words[:shared] == asked[:shared]
            ]
            if len(near) == 1:
                found[title] = self._by_key[near[0]]
        return found

    def exact(self, title: str) -> FormField | None:
        """The question with this label."""
        return self._by_key.get(label_key(title))

    def opened_by(self, line: Line) -> tuple[FormField, str] | None:
        """The question whose section begins here, and the words on the same line."""
        if line.fence is not None:
            return None
        title = heading_of(line.text)
        if title is None:
            return None
        key = label_key(title[0])
        is_atx = line.text.lstrip().startswith("#")
        if line.in_code:
            return (self._by_key[key], "") if is_atx and key in self._only_in_code else None
        if not is_atx and not self._is_template:
            return None
        field = self._by_key.get(key) or self._reworded.get(key)
        if field is not None:
            return field, title[1]
        return self.named_by(line.text) if is_atx else None

    def named_by(self, line: str) -> tuple[FormField, str] | None:
        """The question of a line like "Version: 1.4", and what is said there; None when bare."""
        match = _LABELLED.match(line)
        if match is None or not match.group(2).strip("*_ \t"):
            return None
        field = self.exact(match.group(1))
        return (field, match.group(2).lstrip("*_").strip()) if field else None

    def named_in(self, quote: str) -> FormField | None:
        """The question that a quoted line names, with or without our hint behind it."""
        title = heading_of(quote)
        if title is not None and (found := self.exact(title[0])):
            return found
        match = _LABELLED.match(quote)
        return (self.exact(match.group(1)) if match else None) or self.exact(quote)

    def is_form_rank(self, line: str) -> bool:
        """Whether a heading ranks as those that GitHub writes for a form's questions (`###`)."""
        return not self._is_template and line.lstrip().startswith("### ")

    def is_of_another_rank(self, line: str) -> bool:
        """Whether a question's heading is none that GitHub wrote for the form."""
        return not self._is_template and not line.lstrip().startswith("### ")

    def is_deeper(self, line: str) -> bool:
        """Whether a heading ranks below those that GitHub writes for a form's questions (`###`)."""
        level = _LEVEL.match(line)
        return not self._is_template and level is not None and len(level.group(1)) > 3


def _told(pieces: Sequence[tuple[str | None, list[str]]]) -> Told:
    under: dict[str, list[str]] = {}
    loose = []
    for key, said in pieces:
        text = "\n".join(said).strip()
        if key:
            under.setdefault(key, []).append(text)
        elif key is None and text:
            loose.append(text)
    return Told(under, loose)
