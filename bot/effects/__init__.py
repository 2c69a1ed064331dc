"""Allowed actions in; GitHub changed. Writes only, each safe to repeat."""
