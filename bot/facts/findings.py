"""What parsers find in a thread's report, read in the process for heavy work."""

from bot.facts.gather import Seen
from bot.learning.elsewhere import Elsewhere
from bot.learning.findings import Findings, find


async def findings(seen: Seen, elsewhere: Elsewhere) -> Findings:
    """What stands in an issue; nothing for a pull request."""
    issue = seen.issue
    if issue.is_pull_request:
        return Findings()
    name, day = seen.thread.repository.full_name, issue.created_at.date()
    return await elsewhere(find, issue.title, issue.body, name, day, seen.forms)
