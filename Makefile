# One command each; every target sets itself up in .venv, from the lock file.
# Fresh Debian or Ubuntu: make and Python 3.11 or newer, nothing else by hand.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet install --progress-bar off

.PHONY: run test check bench clean

run: .venv/installed ## Serve with the credentials of the environment or .env; without them, the demo.
	@if [ -n "$$GITHUB_APP_ID" ] || grep -qs '^GITHUB_APP_ID=.' .env; \
	  then exec $(BIN)/linchpin serve; else exec $(BIN)/linchpin demo; fi

test: .venv/installed ## Every test, on real parts.
	@.ci/need chromium sh -c 'command -v chromium'
	@$(BIN)/python -m pytest -q -n auto --dist worksteal --ignore tests/crash
	@$(BIN)/python -m pytest -q tests/crash # alone: it keeps every core busy, and is held to a minute

check: .venv/installed ## Format, lint, types, layers.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/installed ## Figures, each with its peer's from the same run beside it.
	@for name in footprint ingest crash backfill; do \
	  echo "== $$name"; $(BIN)/python -m tests.benchmarks.$$name --json || exit 1; done
	@if [ -n "$(ISSUES)" ]; then echo "== missing_info"; \
	  $(BIN)/python -m tests.benchmarks.missing_info --issues "$(ISSUES)" --json; \
	  else echo "== missing_info: make bench ISSUES=FILE measures it"; fi
	@if [ -n "$(TIMELINES)" ]; then echo "== response_times"; \
	  $(BIN)/python -m tests.benchmarks.response_times --issues "$(word 1,$(TIMELINES))" \
	    --prs "$(word 2,$(TIMELINES))" --json; \
	  else echo "== response_times: make bench TIMELINES='ISSUES PRS' measures it"; fi

clean: ## Remove what the targets made.
	rm -rf .venv .cache

.venv/installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Linchpin needs Python 3.11 or newer: make PYTHON=python3.11 ..."; exit 1; }
	@.ci/need python3-venv $(PYTHON) -c 'import ensurepip, venv'
	@echo "Setting up .venv from the lock file (once, about half a minute)"
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
