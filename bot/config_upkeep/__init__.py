"""What holds in a repository, and seeing to it that its maintainers can mend a broken config.

`in_force` says what holds; `issue` keeps the one issue about a broken default branch; `check_run`
reports on pull requests that touch the file; `upkeep` is handed the events, `words` has the texts.
"""

from bot.config_upkeep.in_force import ConfigReader
from bot.config_upkeep.upkeep import ConfigUpkeep
from bot.config_upkeep.writing import Place

__all__ = ["ConfigReader", "ConfigUpkeep", "Place"]
