"""The nouns every station shares: frozen values that import nothing else of the bot."""
