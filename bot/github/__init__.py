"""Transport to GitHub: tokens, pacing, budgets, retries. Knows HTTP, not policy."""
