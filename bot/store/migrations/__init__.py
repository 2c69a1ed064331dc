"""Alembic migrations of the store: expand first, contract one release later."""
