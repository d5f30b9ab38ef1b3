# Two commands: `make demo` shows the main job, `make test` checks everything.
# Each sets itself up in .venv from hash-pinned requirements; nothing else is needed than
# Debian's python3, python3-venv, make and git.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv --quiet

.PHONY: demo test lint format clean requirements bench

demo: .venv/ready-to-run
	$(BIN)/tidewaiter demo demo-case --output demo-report.html

test: .venv/ready-to-test
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

format: .venv/ready-to-test
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/ruff format src tests bench

# Benchmarks run in an environment of their own, with only what a user installs.
bench: bench/out/venv/ready
	bench/out/venv/bin/python bench/ingest.py

bench/out/venv/ready: requirements/run.txt requirements/build.txt pyproject.toml | .venv/uv
	$(PYTHON) -m venv bench/out/venv
	$(UV) pip install --python bench/out/venv/bin/python --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(UV) pip install --python bench/out/venv/bin/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-to-run: requirements/run.txt requirements/build.txt pyproject.toml | .venv/uv
	$(UV) pip install --python $(BIN)/python --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-to-test: requirements/dev.txt pyproject.toml | .venv/uv
	$(UV) pip sync --python $(BIN)/python --require-hashes requirements/dev.txt
	$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ .venv/ready-to-run

.venv/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo 'error: Python 3.11 or newer is needed'; echo 'hint: apt install python3 python3-venv'; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo 'error: this Python cannot make virtual environments'; echo 'hint: apt install python3-venv'; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# Pin anew: run after a change of dependencies in pyproject.toml.
requirements: .venv/uv
	cd requirements && for of in uv build; do ../$(UV) pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --upgrade $$of.in -o $$of.txt; done
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --upgrade pyproject.toml -o requirements/run.txt
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --upgrade pyproject.toml --group dev -o requirements/dev.txt

clean:
	rm -rf .venv demo-case demo-case-twin demo-case-twin-case demo-report.html
