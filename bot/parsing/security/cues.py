"""All cues, by where they are looked for."""

from bot.parsing.security.access import ACCESS
from bot.parsing.security.cue import Cue
from bot.parsing.security.harms import HARMS
from bot.parsing.security.languages import ELSEWHERE
from bot.parsing.security.mechanisms import MECHANISMS
from bot.parsing.security.payloads import PAYLOADS
from bot.parsing.security.people import PEOPLE
from bot.parsing.security.sayings import SAYINGS
from bot.parsing.security.weaknesses import WEAKNESSES

CUES: tuple[Cue, ...] = (
    *WEAKNESSES,
    *ACCESS,
    *SAYINGS,
    *PEOPLE,
    *HARMS,
    *MECHANISMS,
    *ELSEWHERE,
    *PAYLOADS,
)
"""Looked for in the writer's words."""

CODE_CUES: tuple[Cue, ...] = PAYLOADS
"""Looked for in code and output as well."""
