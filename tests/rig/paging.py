"""Lists in pages, as GitHub gives them: `per_page`, `page` or `cursor`, and a Link header."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

CURSORS = frozenset({"/app/hook/deliveries"})
"""Lists that go on after an entry, not by page number."""


@dataclass
class Listed:
    """A long list, of which only the page that is asked for is made into JSON."""

    items: Sequence[Any]
    show: Callable[[Any], Any]


def paged(
    request: web.Request, listed: list[Any] | Listed, api_url: str
) -> tuple[list[Any], dict[str, str]]:
    """The page that was asked for, and the header that names the others."""
    items = listed if isinstance(listed, list) else listed.items
    size = max(1, min(int(request.query.get("per_page", "30")), 100))
    number = max(1, int(request.query.get("page", "1")))
    if request.path in CURSORS:
        last = request.query.get("cursor")
        ids = [f"v1_{item['id']}" for item in items]
        start = ids.index(last) + 1 if last in ids else 0
    else:
        start = (number - 1) * size
    page = list(items[start : start + size])
    links: list[tuple[str, str, Any]] = []
    if request.path not in CURSORS and number > 1:
        links += [("prev", "page", number - 1)]
    if start + size < len(items):
        if request.path in CURSORS:
            links += [("next", "cursor", f"v1_{page[-1]['id']}")]
        else:
            links += [("next", "page", number + 1), ("last", "page", -(-len(items) // size))]
    if request.path not in CURSORS and number > 1:
        links += [("first", "page", 1)]
    shown = page if isinstance(listed, list) else [listed.show(item) for item in page]
    if not links:
        return shown, {}
    written = (
        f'<{api_url}{request.path}?{urlencode(dict(request.query) | {name: value})}>; rel="{rel}"'
        for rel, name, value in links
    )
    return shown, {"Link": ", ".join(written)}
