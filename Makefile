# make demo | test | test-long | fuzz | lint | bench | docs | quality. Each sets up what it needs in .venv, without root.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo test test-long fuzz lint bench docs quality clean

demo: $(VENV)/.train
	@echo "Two minutes of learning 6/8 jigs, then three new tunes: about three minutes in all."
	@rm -rf demo
	@$(BIN)/tunesmith train jigs --preset quick --minutes 2 -o demo/run
	@$(BIN)/tunesmith generate demo/run -n 3 --temperature 0.8 --format abc,mid,html -o demo --open
	@echo "Open demo/index.html to see and hear them."

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not long"

test-long: $(VENV)/.dev
	$(BIN)/python -m pytest

# make fuzz SECONDS=600 looks for ABC that breaks the parser or the checker. Its library exists for few systems.
fuzz: $(VENV)/.dev
	$(PIP) --editable ".[fuzz]"
	$(BIN)/python tests/music/abc/fuzz.py $(or $(SECONDS),60)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# make bench PEER=/path/to/python names an interpreter that has Keras, to be measured in the same run.
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(if $(PEER),--peer $(PEER)) $(ARGS)

docs: $(VENV)/.dev
	$(BIN)/python docs/cli.py

# Trains six networks, half an hour of two cores, unless they are in quality/, and measures them all.
quality: $(VENV)/.train
	$(BIN)/python docs/quality.py

$(VENV)/.train: pyproject.toml constraints.txt
	$(call venv)
	$(PIP) --editable ".[train]"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt
	$(call venv)
	$(PIP) --editable ".[all]"
	@touch $@ $(VENV)/.train

clean:
	rm -rf $(VENV) demo

define venv
@test -n "$(PYTHON)" || { echo "tunesmith needs Python 3.11 to 3.14; none was found (make PYTHON=/path/to/python)"; exit 1; }
@test -x $(BIN)/python || { echo "Setting up $(VENV): a minute or two, once."; $(PYTHON) -m venv $(VENV); }
endef
