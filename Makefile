# `make demo` and `make test` set everything up in .venv from a bare Python 3.11 or newer.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint types bench examples gallery clean help

help:
	@echo "make demo      build examples/post.md into build/post.md, every derivation checked"
	@echo "make test      lint, types and tests"
	@echo "make examples  run the examples and refresh their committed output"
	@echo "make gallery   write docs/gallery.md: every row of the catalog with its pictures"
	@echo "make bench     what is measured, beside its peers"
	@echo "make clean     remove .venv, build and caches"

$(READY): setup.cfg pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]" --config-settings editable_mode=compat
	@if $(BIN)/python -c "import sys; sys.exit(sys.version_info >= (3, 13))"; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check "latex2sympy2>=1.9,<2" || \
	  echo "latex2sympy2 is left out: it could not be installed"; \
	fi
	@$(BIN)/python -m compileall -q derive
	@touch $(READY)

demo: $(READY)
	@mkdir -p build
	@cp examples/post.md build/post.md
	@$(BIN)/derive build build/post.md

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy --strict derive

test: lint types
	$(BIN)/python -m pytest -n 2

examples: $(READY)
	$(BIN)/python tests/test_examples.py --refresh

gallery: $(READY)
	$(BIN)/python docs/make_gallery.py

bench: $(READY)
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/glove.py
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/identities.py
	$(BIN)/python benchmarks/verify.py $(DERIVE_IDENTITIES)
	$(BIN)/python benchmarks/deep.py

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/render/node_modules *.egg-info
