"""What the one comment says: its sections, who runs it, how to stop it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.parsing.comment_text import inert, self_contained, visible_length
from bot.parsing.markers import marker
from bot.parsing.ticks import box

ORDER = (
    *("elsewhere", "missing-information", "upstream", "related"),
    *("environment", "regression", "kind", "area", "suggestions"),
)
"""Sections that want something of the reporter come first; others follow by name."""

ANSWERS = "answers"
"""The section of answers to commands, always the last; it is as long as it is."""

MOST_VISIBLE = 1_200
"""Visible characters of all sections; what does not fit behind the first is left out."""

ALL_HERE = "☑ Everything asked for is here."
"""What is left of the comment when people wrote below it, before it is folded away."""

MAX_BODY = 60_000
"""Characters. GitHub's own limit is named as 65,536; stay clear of it."""

MAX_NAME = 40
"""Characters of the organisation's name in the footer, so that it keeps to 120 visible ones."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who runs this Linchpin, as people may read it."""

    name: str
    privacy_url: str
    security_mail: str | None = None
    """Its own people for security; never shown to anybody else."""


def footer(organisation: Organisation, *, is_further: bool = False) -> str:
    """The last line: who, how to stop it, privacy. At most 120 visible characters.

    Reactions are read of the first comment alone, so the further one names that.
    """
    stop = "above ends it" if is_further else "sends it away"
    return (
        f"<sub>A bot run by {inert(organisation.name, MAX_NAME)} to help the maintainers. "
        f"A maintainer's 👎 {stop}. [Privacy]({organisation.privacy_url})</sub>"
    )


APPLY = ("apply", "Put the suggested labels on")
SUGGESTIONS = "suggestions"
"""The section beside which that box stands."""

BOXES: Mapping[str, str] = {
    "undo": "Take all of this back",
    "quiet": "I have it: stay quiet here",
    "why": "Say why",
}
"""Id -> what a maintainer may tick; `bot.facts.orders` says what each does."""


def render(
    sections: Mapping[str, str], organisation: Organisation, ticked: Collection[str] = ()
) -> str:
    """The comment's whole body; empty sections make an empty one. `ticked` are boxes by id."""
    if not sections:
        return ""
    names = sorted(sections, key=lambda n: (ORDER.index(n) if n in ORDER else len(ORDER), n))
    said = [*_fitting(sections[name].strip() for name in names if name != ANSWERS)]
    if ANSWERS in sections:  # somebody asked for it
        said.append(sections[ANSWERS].strip())
    text = self_contained("\n\n".join(said), MAX_BODY)
    offered = [*([APPLY] if SUGGESTIONS in sections else []), *BOXES.items()]
    boxes = "\n".join(box(name, said, ticked=name in ticked) for name, said in offered)
    ticks = f"<details><summary>For maintainers</summary>\n\n{boxes}\n\n</details>"
    return f"{text}\n\n{ticks}\n\n{footer(organisation)}\n{marker(sections)}"


def _fitting(texts: Iterable[str]) -> Iterator[str]:
    left = MOST_VISIBLE
    for place, text in enumerate(texts):
        length = visible_length(text)
        if place and length > left:
            continue
        left -= length
        yield text


def render_resolved(organisation: Organisation) -> str:
    """The body of a comment that has nothing left to ask but cannot be deleted any more."""
    return f"{ALL_HERE}\n\n{footer(organisation)}\n{marker(())}"
