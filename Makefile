PORT ?= 8000
export PORT
PYTHON_HERE = .venv/bin/python

.PHONY: run test test-long check bench bench-signal fmt clean

# The whole site with a squad to look at, on http://127.0.0.1:8000. Ctrl-C stops everything.
run:
	@scripts/bootstrap.sh
	@$(PYTHON_HERE) manage.py up --demo --port $(PORT)

# Every check and every test, with one summary line.
test:
	@scripts/test.sh test

# The same at full length: more faults, more bookings, more nonsense.
test-long:
	@scripts/test.sh long

# What is quick and needs no browser: format, lint, types, import contracts, templates, migrations.
check:
	@scripts/test.sh check

# Ratios to their stated references. Nothing here passes or fails.
bench:
	@scripts/bootstrap.sh dev
	@$(PYTHON_HERE) -m tests.bench

# Ways of reading the answers beside each other, on invented runners with a known truth.
bench-signal:
	@scripts/bootstrap.sh dev
	@$(PYTHON_HERE) -m tests.signal

fmt:
	@scripts/bootstrap.sh dev
	@.venv/bin/ruff format --quiet .
	@.venv/bin/ruff check --fix --quiet .

# Removes what can be made again. The data in var/ stays; remove var/ yourself for a blank start.
clean:
	rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache var/build var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
