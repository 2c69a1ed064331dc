"""Tables, migrations and queries: what Linchpin remembers.

One `Database` serves SQLite (a file) and PostgreSQL (schema `store`). Every module beside this one
holds the queries of one subject. Migrations live in `migrations/`; `tables` is their target.
"""

from bot.store import config_tables, history_tables, learning_tables, trust_tables

__all__ = ["config_tables", "history_tables", "learning_tables", "trust_tables"]
