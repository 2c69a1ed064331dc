"""What people made of a decision, by what they did on its thread later. Pure.

For each capability what its docstring says. What nobody can have meant for us, and what could only
ever count in favour, is not counted: a label that stands on an issue which nobody of the project
has dealt with since tells nothing, and neither does a comment that nobody answers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.learning.aftermath import SENDS_AWAY, Aftermath, Past
from bot.learning.by_labels import (
    Told,
    by_labels,
    is_filed,
    is_labelled,
    is_the_same,
    of_area,
    of_itself,
    of_kind,
    word,
)
from bot.learning.trust import Outcome
from bot.parsing.label_names import kind_of
from bot.vocabulary.decisions import Decided
from bot.vocabulary.history import Kind

AS_IF_DONE = frozenset(
    ("allowed", "shadow", "suggested", "watched", "no_organisation", "missing_permission")
)
"""The guard's reasons that say nothing against the decision itself."""

DUPLICATE = frozenset(("duplicate", "dup", "duplicated", "resolution duplicate", "type duplicate"))
UPSTREAM = frozenset(("upstream", "upstream issue", "external", "third party", "3rd party",
                      "wrong repo", "wrong repository", "resolution upstream"))  # fmt: skip
SECURITY = frozenset(("security", "vulnerability", "topic security", "type security"))
"""Folded names in use for it."""

Judge = Callable[[Aftermath], Told]


def outcome(case: Decided, past: Past, now: datetime) -> Outcome:
    """The outcome as it stands; it is final once `ends_at` is over."""
    rule = RULES[case.capability]
    end = ends_at(case)
    after = Aftermath(case, past, min(now, end), is_over=now >= end)
    if (found := rule.judge(after)) is not None:
        return found
    return Outcome.UNKNOWN if after.is_over or after.is_gone else Outcome.PENDING


def ends_at(case: Decided) -> datetime:
    """When what people do does not count any more."""
    return case.at + RULES[case.capability].within


def cases(decided: Iterable[Decided]) -> list[Decided]:
    """Those to be judged: of each capability what it is about, each effect on a thread once.

    `decided` is in order: the first that nothing spoke against counts, however often it was decided
    again.
    """
    found: dict[tuple[int, str, str, str], Decided] = {}
    for one in decided:
        rule = RULES.get(one.capability)
        if rule is not None and one.kind in rule.kinds and one.reason in AS_IF_DONE:
            found.setdefault((one.number, one.capability, one.kind, one.target), one)
    return list(found.values())


def _said(agreed: Callable[[Aftermath], bool]) -> Judge:
    """Of a section that was written: what tells for it; undoing and 👎 tell against it."""

    def judge(after: Aftermath) -> Told:
        if not after.acted:
            return None  # nobody was told, so nobody could disagree
        if after.taken_back_at is not None and after.sent_away_at is None:
            return Outcome.DISAGREED
        return word(after) or (Outcome.AGREED if agreed(after) else None)

    return judge


def _asked(after: Aftermath) -> Told:
    label = next(
        (
            one.target
            for one in after.past.ours
            if one.capability == after.case.capability and one.kind == "label-added"
        ),
        None,
    )
    if not after.acted:
        if label is None:
            return None
        by_label = replace(after.case, kind="label-added", target=label)
        return of_itself(replace(after, case=by_label))
    off = next((r.at for r in after.done(Kind.UNLABELED) if r.detail == label), None)
    answered = _answered_at(after)
    if off is not None and (answered is None or off <= answered):
        return Outcome.DISAGREED
    return _said(lambda _after: answered is not None)(after)


def _answered_at(after: Aftermath) -> datetime | None:
    """When the list first showed a tick, or went because nothing was open any more."""
    ticked = [one.at for one in after.later("section-set") if "☑" in str(one.values.get("text"))]
    return min((*ticked, *(one.at for one in after.later("section-cleared"))), default=None)


def _not_an_issue(after: Aftermath) -> Told:
    if after.case.kind == "section-set":
        return _said(lambda after: after.is_closed)(after)
    if kind_of(after.case.target) is not None:
        return of_kind(after)
    found = by_labels(
        after, lambda label: is_the_same(label, after), lambda _other: False, beside=True
    )
    if found is not None or after.acted:
        return found
    if any(after.done(Kind.ASSIGNED)) or is_filed(after):
        return Outcome.DISAGREED
    return Outcome.AGREED if any(after.done(Kind.CLOSED, by_author=False)) else None


def _quiet(after: Aftermath) -> Told:
    if after.taken_back_at is not None:
        return Outcome.DISAGREED
    if after.is_gone or is_labelled(after, SECURITY):
        return Outcome.AGREED
    if is_filed(after):
        return Outcome.DISAGREED
    return Outcome.AGREED if any(after.done(Kind.CLOSED, by_author=False)) else None


def _back_from_upstream(after: Aftermath) -> Told:
    if not after.acted:
        return None
    if after.taken_back_at is not None or any(after.done(Kind.REOPENED)):
        return Outcome.DISAGREED
    return Outcome.AGREED if after.is_closed else None


def _heeded(after: Aftermath) -> Told:
    if not after.acted:
        return None
    if after.taken_back_at is not None or any(after.later(after.case.kind)):
        return Outcome.DISAGREED
    if any(after.done(Kind.CLOSED)):
        return Outcome.UNKNOWN
    return Outcome.AGREED if after.is_over else None


def _is_closed_by_author(after: Aftermath) -> bool:
    return after.is_closed and any(after.done(Kind.CLOSED, by_author=True))


@dataclass(frozen=True, slots=True)
class Rule:
    """How one capability's decisions are judged."""

    kinds: tuple[str, ...]
    """Of its decisions, those that are judged; others go with them."""
    within: timedelta
    judge: Judge
    tells_in_shadow: bool = True
    """Whether people can disagree with what they are not shown."""


def _shown(kinds: tuple[str, ...], within: timedelta, judge: Judge) -> Rule:
    return Rule(kinds, within, judge, tells_in_shadow=False)


FORTNIGHT, MONTH = timedelta(days=14), timedelta(days=30)
LABEL, SECTION = ("label-added",), ("section-set",)

RULES: Mapping[str, Rule] = {
    "ask-for-missing-information": Rule(SECTION, FORTNIGHT, _asked),
    "keep-vulnerabilities-quiet": Rule(("thread",), MONTH, _quiet),
    "label-the-kind": Rule(LABEL, FORTNIGHT, of_kind),
    "label-the-area": Rule(LABEL, FORTNIGHT, of_area),
    "point-upstream": _shown(
        SECTION, MONTH, _said(lambda after: after.is_gone or is_labelled(after, UPSTREAM))
    ),
    "report-back-from-upstream": _shown(("comment",), MONTH, _back_from_upstream),
    "point-at-related-threads": _shown(
        SECTION,
        MONTH,
        _said(lambda after: _is_closed_by_author(after) or is_labelled(after, DUPLICATE)),
    ),
    "note-version-clashes": _shown(
        SECTION, FORTNIGHT, _said(lambda after: any(after.later("section-cleared")))
    ),
    "flag-regressions": Rule(LABEL, FORTNIGHT, of_itself),
    "sort-out-non-issues": Rule((*LABEL, *SECTION), FORTNIGHT, _not_an_issue),
    SENDS_AWAY: _shown(("comment",), FORTNIGHT, _heeded),
}
"""Every capability, with the window its docstring names."""
