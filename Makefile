# One command each; every target sets itself up in .venv, from the lock file.
# Fresh Debian or Ubuntu: make and Python 3.11 or newer, nothing else by hand.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet install --progress-bar off

.PHONY: run test check fuzz bench clean

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

fuzz: .venv/installed ## Look for examples that break a property; what it finds becomes an @example.
	@$(BIN)/python -m pytest -q -n auto --hypothesis-profile fuzz \
	  $$(grep -rl --include 'test_*.py' 'from hypothesis' tests)

bench: .venv/installed ## Figures, each with its peer's from the same run beside it; DATA=DIR for more.
	@for name in footprint ingest crash backfill beside environments signatures tripwire training \
	    beside_triage; do \
	  echo "== $$name"; $(BIN)/python -m tests.benchmarks.$$name --json || exit 1; done
	@if [ -z "$(DATA)" ]; then echo "$$NO_DATA"; else echo "$$ON_DATA" | while read -r line; do \
	  for word in $$line; do case $$word in "$(DATA)"/*) \
	    if [ ! -e "$$word" ]; then echo "== $${line%% *}: there is no $$word"; continue 2; fi;; \
	  esac; done; \
	  echo "== $$line"; $(BIN)/python -m tests.benchmarks.$$line --json </dev/null || exit 1; done; fi

define ON_DATA
kind --train $(DATA)/nlbse2024/issues_train.csv.gz --test $(DATA)/nlbse2024/issues_train.csv.gz
kind --train $(DATA)/nlbse2024/issues_train.csv.gz --test $(DATA)/nlbse2024/issues_train.csv.gz --leave-one-out
kind --train $(DATA)/llm_serving_issues/issues.jsonl.gz --test $(DATA)/llm_serving_issues/issues.jsonl.gz --split-at 2024-09-01 --strip-forms
area --train $(DATA)/llm_serving_issues/issues.jsonl.gz --test $(DATA)/llm_serving_issues/issues.jsonl.gz
duplicates --reports $(DATA)/denchmark/bug_reports.jsonl.gz --pairs $(DATA)/denchmark/duplicate_pairs.csv
asking --reports $(DATA)/denchmark/bug_reports.jsonl.gz
missing_info --issues $(DATA)/missing_info/missing_info.jsonl.gz
response_times --issues $(DATA)/devstats_networkx/networkx_issues.json.gz --prs $(DATA)/devstats_networkx/networkx_prs.json.gz
endef

define NO_DATA
== kind, area, duplicates, asking, missing_info, response_times: make bench DATA=DIR measures them on
   public data, one folder a set, named like it: nlbse2024 (NLBSE'24 tool competition), denchmark
   (MSR 2021), devstats_networkx (scientific-python/devstats), llm_serving_issues and missing_info.
   The files are those that ON_DATA names in the Makefile; one that is not there is left out.
endef
export ON_DATA NO_DATA

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
