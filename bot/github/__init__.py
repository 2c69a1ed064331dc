"""Transport to GitHub: tokens, pacing, budgets, retries, REST and GraphQL. Knows HTTP, not policy."""
