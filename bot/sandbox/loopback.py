"""Whether a request comes from the person at this machine."""

from aiohttp import web

NAMES = frozenset(("127.0.0.1", "localhost", "::1"))
ELSEWHERE = "These pages are for this machine alone; their address begins with http://127.0.0.1."
FROM_ANOTHER_PAGE = "Another page sent this. Write on the page itself."


def why_foreign(request: web.Request) -> str:
    """Why a request is not this person's; empty when it is.

    The host keeps out other names that resolve to this machine (DNS rebinding), the origin keeps
    out the forms and scripts of other pages in the same browser.
    """
    try:
        host = request.url.host
    except ValueError:  # no address at all
        return ELSEWHERE
    if host not in NAMES:
        return ELSEWHERE
    if request.method == "POST":
        if request.headers.get("Origin", f"http://{request.host}") != f"http://{request.host}":
            return FROM_ANOTHER_PAGE
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return FROM_ANOTHER_PAGE
    return ""
