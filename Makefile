# Needs only python3 (3.11 or later, with venv and pip), make and git.
#   make demo   set up, plan the ready-made refinery, verify the plan
#   make test   set up, run all checks

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup demo test test-long mutants lint types bench units fuzz audit lock clean distclean

help:
	@sed -n '2,3s/^# *//p' Makefile
	@echo "more: setup lint types test-long bench units fuzz audit lock clean distclean"

setup: $(READY)

# The stamp is newer than the locks while the environment fits them, so a second run costs nothing.
$(READY): requirements.lock requirements-uv.lock pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" bash .ci/setup
	@touch $@

demo: $(READY)
	$(BIN)/turnout plan instances/ready/refinery -o build/demo
	$(BIN)/turnout verify instances/ready/refinery build/demo

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

test: lint types
	$(BIN)/python -m pytest -n logical --dist worksteal -m "not long"

test-long: $(READY)
	TURNOUT_LONG=1 $(BIN)/python -m pytest -m clock
	TURNOUT_LONG=1 $(BIN)/python -m pytest -n logical --dist worksteal -m "(long or hypothesis) and not clock" --hypothesis-show-statistics

# Nothing may be left of an older run: what its processes wrote would be counted in; nor may processes write where the
# tests have set them to work. A page for reading: build/coverage/.
coverage: $(READY)
	rm -rf .coverage .coverage.* build/coverage
	COVERAGE_FILE="$(CURDIR)/.coverage" $(BIN)/python -m pytest -n logical --dist worksteal -m "not long" --cov --cov-report=html:build/coverage --cov-report=json:build/coverage/coverage.json
	$(BIN)/python -m turnout.tests.covered build/coverage/coverage.json

mutants: $(READY)
	$(BIN)/python -m turnout.tests.mutants.run $(MUTANTS)

bench: $(READY)
	$(BIN)/python -m turnout.benchmarks $(if $(SIZES),--sizes $(SIZES)) $(BENCH)

units: $(READY)
	$(BIN)/python -m turnout.benchmarks.units $(UNITS)

# SECONDS for each of the readers, or for those named in TARGETS; Linux on x86-64.
fuzz: SECONDS := 60
fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
	$(BIN)/python -m turnout.tests.fuzz --seconds $(SECONDS) $(TARGETS)

# Known holes of everything that is locked; needs the network, and says so where there is none.
audit: $(READY)
	PYTHON="$(BIN)/python" bash .ci/audit

# Renews every pin to the newest release that pyproject.toml allows. The header is left out: it would name
# this machine's paths; hashes without an index let any mirror serve the files.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock: $(READY)
	$(COMPILE) pyproject.toml --extra cluster --group dev -o requirements.lock
	echo uv | $(COMPILE) - -o requirements-uv.lock
	$(COMPILE) --group fuzz -o requirements-fuzz.lock
	$(COMPILE) --group audit -o requirements-audit.lock

clean:
	rm -rf build dist turnout.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*

distclean: clean
	rm -rf .venv
