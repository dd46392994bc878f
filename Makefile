# The same few targets for people, hooks and CI. Each sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_ARGS ?=
BASICPLUS_CHROMIUM ?= /usr/bin/chromium
APT := $(shell [ "$$(id -u)" = 0 ] || echo sudo -n) apt-get

.DEFAULT_GOAL := help
.PHONY: help demo serve test check lint types imports tests chromium bench lock clean

help:  ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

demo: $(VENV)/.run  ## set up, build the demonstration group and run its year (DEMO_ARGS="--members 50")
	$(BIN)/basicplus demo $(DEMO_ARGS)

serve: $(VENV)/.run  ## show the demonstration group on http://127.0.0.1:8000
	$(BIN)/basicplus serve --db demo/basicplus.db

test: check  ## set up and pass every check and test

check: $(VENV)/.dev chromium  ## format, lint, types, import contracts, tests, two at a time
	@$(MAKE) --no-print-directory -j2 lint types imports tests

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

tests: $(VENV)/.dev chromium
	$(BIN)/python -m pytest -n auto --dist worksteal

chromium:  ## install Debian's chromium for the browser tests, where it is missing and we may
	@[ -x "$(BASICPLUS_CHROMIUM)" ] || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends chromium; } \
		|| echo "No Chromium: the browser tests are skipped (and fail where CI=true)." \
			"Install it (apt-get install chromium), or name one in BASICPLUS_CHROMIUM."

bench: $(VENV)/.dev  ## measure the monthly run and the gate
	$(BIN)/python -m bench

lock: $(VENV)/.dev  ## write requirements*.txt anew from pyproject.toml
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-header --python-version 3.11 -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml -q --group dev --universal --generate-hashes --no-header --python-version 3.11 -o requirements-dev.txt

clean:  ## remove what the targets made
	rm -rf $(VENV) demo build *.egg-info .mypy_cache .ruff_cache

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "basicplus needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	$(BIN)/basicplus plan warm-up
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	touch $@
