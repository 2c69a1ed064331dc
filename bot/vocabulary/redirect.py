"""The one wording with which an author is pointed elsewhere, whatever the reason."""

SECTION = "elsewhere"

REDIRECT = (
    "This may be better placed elsewhere: the project's *New issue* page names the places for "
    "questions, private reports and other matters.\n\n"
    "<sub>Why: it may not be what this tracker is for.</sub>"
)
"""The same for all, so that it says nothing about any one of them."""
