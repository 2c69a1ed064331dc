"""Lists in pages, as GitHub gives them: `per_page`, `page` or `cursor`, and a Link header."""

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

CURSORS = frozenset({"/app/hook/deliveries"})
"""Lists that go on after an entry, not by page number."""


def paged(request: web.Request, items: list[Any], api_url: str) -> tuple[list[Any], dict[str, str]]:
    """The page of `items` that was asked for, and the header that names the next."""
    size = min(int(request.query.get("per_page", "30")), 100)
    if request.path in CURSORS:
        last = request.query.get("cursor")
        ids = [f"v1_{item['id']}" for item in items]
        start = ids.index(last) + 1 if last in ids else 0
    else:
        start = (int(request.query.get("page", "1")) - 1) * size
    page = items[start : start + size]
    if start + size >= len(items):
        return page, {}
    following = dict(request.query)
    if request.path in CURSORS:
        following["cursor"] = f"v1_{page[-1]['id']}"
    else:
        following["page"] = str(start // size + 2)
    return page, {"Link": f'<{api_url}{request.path}?{urlencode(following)}>; rel="next"'}
