"""The numerical parts: no I/O, no clock, no chance that was not handed in."""
