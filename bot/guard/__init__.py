"""Proposals and the present in; verdicts out. Pure."""
