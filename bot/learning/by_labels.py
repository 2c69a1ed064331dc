"""What people say of a decision by labels and reactions. Pure."""

from collections.abc import Callable

from bot.learning.aftermath import Aftermath
from bot.learning.trust import Outcome
from bot.parsing.label_names import is_area, kind_of
from bot.parsing.markdown import folded
from bot.vocabulary.history import Kind

Told = Outcome | None
"""None where people did nothing that tells."""


def of_kind(after: Aftermath) -> Told:
    """Of a label that says what the issue is for: it has one kind."""
    mine = kind_of(after.case.target)

    def is_same(label: str) -> bool:
        return is_the_same(label, after) or (mine is not None and kind_of(label) is mine)

    def is_other(label: str) -> bool:
        return kind_of(label) is not None and not is_same(label)

    return by_labels(after, is_same, is_other, beside=False)


def of_area(after: Aftermath) -> Told:
    """Of a label that says what part it is about: it may have several."""

    def is_other(label: str) -> bool:
        return is_area(label) and not is_the_same(label, after)

    return by_labels(after, lambda label: is_the_same(label, after), is_other, beside=True)


def of_itself(after: Aftermath) -> Told:
    """A label of no family: who labels the issue and leaves it off has decided, in the end."""
    found = by_labels(
        after, lambda label: is_the_same(label, after), lambda _other: False, beside=True
    )
    if found is None and after.is_over and not after.acted and any(after.done(Kind.LABELED)):
        return Outcome.DISAGREED
    return found


def by_labels(
    after: Aftermath,
    is_same: Callable[[str], bool],
    is_other: Callable[[str], bool],
    *,
    beside: bool,
) -> Told:
    """What people say by labels; `beside` is whether one of the family may join another."""
    sent_away_at = after.sent_away_at
    acts = [r for r in after.people if r.kind in (Kind.LABELED, Kind.UNLABELED)]
    if sent_away_at is not None:
        acts = [row for row in acts if row.at < sent_away_at]
    on_it = [row for row in acts if is_same(row.detail)]
    others = [row for row in acts if row.kind is Kind.LABELED and is_other(row.detail)]
    if on_it:
        return Outcome.AGREED if on_it[-1].kind is Kind.LABELED else Outcome.DISAGREED
    if others and not (after.acted and beside):
        return Outcome.DISAGREED
    if (said := word(after)) is not None:
        return said
    if after.taken_back_at is not None:
        return Outcome.DISAGREED
    return Outcome.AGREED if after.acted and after.was_visited else None


def word(after: Aftermath) -> Told:
    """What a maintainer says of all we did on the thread; of one capability, if it was alone."""
    if after.acted and (at := after.mistaken_at) is not None:
        return Outcome.DISAGREED if after.acted_alone(at) else Outcome.UNKNOWN
    if (at := after.sent_away_at) is not None:
        return Outcome.DISAGREED if after.stood_alone(at) else Outcome.UNKNOWN
    if (at := after.welcomed_at) is not None and after.stood_alone(at):
        return Outcome.AGREED
    is_suggestion = after.case.reason == "suggested" and after.case.kind == "label-added"
    return Outcome.AGREED if is_suggestion and after.welcomed_at is not None else None


def is_the_same(label: str, after: Aftermath) -> bool:
    """Whether it is the case's own label."""
    return label.casefold() == after.case.target.casefold()


def is_labelled(after: Aftermath, names: frozenset[str]) -> bool:
    """Whether a person put one of these (folded) on."""
    return any(folded(r.detail.replace("-", " ")) in names for r in after.done(Kind.LABELED))


def is_filed(after: Aftermath) -> bool:
    """Whether a person labelled it as any other issue."""
    put = (row.detail for row in after.done(Kind.LABELED))
    return any(kind_of(label) is not None or is_area(label) for label in put)
