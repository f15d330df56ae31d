# Two commands to run and to test, a third that runs what CI runs. `make` alone lists them.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# So that builds in isolation use the pinned versions too.
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
DEMO := .demo

.PHONY: help demo test check lint quality bench screenshots readers constraints clean

help: ## List what can be made.
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.demo-installed ## Set up everything and publish the sample articles.
	@rm -rf $(DEMO) outbox && mkdir -p $(DEMO)/inbox/world
	@find feeds -mindepth 1 ! -name README.md -delete
	@cp -R examples/inbox/. $(DEMO)/inbox/
	@cp tests/data/samples/*.txt $(DEMO)/inbox/world/
	@cp examples/publisher.toml $(DEMO)/publisher.toml
	@$(BIN)/publisher build --config $(DEMO)/publisher.toml
	@$(BIN)/publisher digest --now --config $(DEMO)/publisher.toml
	@$(BIN)/publisher digest --preview --cadence weekly --to outbox/preview --config $(DEMO)/publisher.toml
	@echo
	@echo "Look at:"
	@echo "  the feed     feeds/atom.xml          (and feeds/SECTION/atom.xml)"
	@echo "  the pages    feeds/index.html        open it in a browser"
	@echo "  the digest   outbox/preview/digest.html, and as mail in outbox/new/ (a Maildir: mutt -f outbox)"

test: $(VENV)/.installed ## Set up everything and run the tests.
	$(BIN)/python -m pytest -n auto --dist loadfile

check: lint test quality ## Run all that CI runs.

lint: $(VENV)/.installed ## Format, lint, types, import floors.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quality: $(VENV)/.installed ## Valid HTML and feeds, a wheel that works where it is installed, a safe unit.
	.ci/html
	.ci/caniemail
	.ci/feeds
	.ci/wheel
	.ci/unit

bench: $(VENV)/.bench-installed ## Measure against the peers and the limits (45 minutes).
	$(BIN)/python tests/bench/startup.py
	$(BIN)/python tests/bench/markdown_libraries.py
	$(BIN)/python tests/bench/build.py
	$(BIN)/python tests/bench/quality.py
	$(BIN)/python tests/bench/texts.py
	$(BIN)/python tests/bench/languages.py
	$(BIN)/python tests/bench/serve.py
	$(BIN)/python tests/bench/lists.py
	$(BIN)/python tests/bench/subscribing.py
	$(BIN)/python tests/bench/delivery.py
	$(BIN)/python tests/bench/million.py

screenshots: $(VENV)/.installed ## Take pictures of every kind of page into tests/screenshots.
	$(BIN)/python -m pytest -q tests/test_browser.py -k fits

readers: $(VENV)/.installed ## Write what real feed readers show into docs/readers.md.
	$(BIN)/python -m tests.readers.table

constraints: ## Write the newest versions that fit into constraints.txt.
	rm -rf $(VENV)/constraints && $(PYTHON) -m venv $(VENV)/constraints
	PIP_CONSTRAINT= $(VENV)/constraints/bin/pip install --quiet --upgrade pip
	PIP_CONSTRAINT= $(VENV)/constraints/bin/pip install --quiet hatchling editables ".[compression,dkim,test,lint,bench]"
	(echo "# Written by make constraints: the versions that the tests have passed with."; \
	  $(VENV)/constraints/bin/pip freeze --all --exclude publisher --exclude pip --exclude setuptools) > constraints.txt
	rm -rf $(VENV)/constraints

clean: ## Remove everything that was made.
	rm -rf $(VENV) $(DEMO) outbox dist tests/screenshots
	find feeds -mindepth 1 ! -name README.md -delete

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo-installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[compression,dkim,test,lint]"
	@touch $@ $(VENV)/.demo-installed

$(VENV)/.bench-installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[dkim,test,bench]"
	@touch $@
