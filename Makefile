# Everything from nothing but Python 3.11 or later: `make scorecard`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := gcmscore tests tools benchmarks notebooks docs
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start many processes, which need not each compile the library again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: scorecard test lint schemas checks world docs gallery mutation clean
.DELETE_ON_ERROR:

scorecard: $(VENV)/installed
	@$(BIN)/gcmscore report BEL --year 2020 --out build

test: $(VENV)/installed-test
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal

docs: $(VENV)/installed-docs
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs && echo "build/docs/index.html"

lint: $(VENV)/installed-test
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/mypy

gallery: $(VENV)/installed
	@$(BIN)/python tools/gallery.py

mutation: $(VENV)/installed-mutation
	@$(BIN)/python tools/mutation.py $(MODULES)

schemas: $(VENV)/installed
	@for name in objective indicators crosswalks evidence groups check scorecard comparison; do \
	  $(BIN)/gcmscore schema $$name > schemas/$$name.json || exit 1; done

checks: $(VENV)/installed
	@$(BIN)/python tools/checks_page.py

world: $(VENV)/installed
	@$(BIN)/python tools/build_world.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "gcmscore needs Python 3.11 or later; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing gcmscore into $(VENV) (first time only) ..."
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

$(VENV)/installed-docs: $(VENV)/installed
	@echo "Installing what the documentation needs ..."
	@$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $@

$(VENV)/installed-mutation: $(VENV)/installed-test
	@echo "Installing what mutation testing needs ..."
	@$(BIN)/python -m pip install --quiet --editable '.[mutation]'
	@touch $@

clean:
	rm -rf $(VENV) build docs/_generated
