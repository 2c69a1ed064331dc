"""Everything Linchpin can do: one verb-named module each, listed once, here."""
