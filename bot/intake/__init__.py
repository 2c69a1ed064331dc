"""Bytes, clock and polls in; events out. Loses nothing, decides nothing."""
