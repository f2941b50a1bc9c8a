# The two commands: `make run` serves the site, `make test` proves it. The rest is named below.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
GOLDEN ?= tests/golden/data
# One more than processors: tests wait for programs, sockets and browsers.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: run setup setup-test test test-engine test-clients test-site test-postgresql test-js test-browser golden prove check bench vendor clean

run: .venv/installed ## migrate, load the shipped course, serve at http://HOST:PORT/
	@$(BIN)/python manage.py serve --host $(HOST) --port $(PORT)

setup: .venv/installed ## only install, into .venv

setup-test: .venv/installed-test ## also what the tests need: Chromium, Node, PostgreSQL, kubectl, helm, client libraries
	@sh tests/tools.sh

.venv/installed: pyproject.toml
	@sh tests/venv.sh $(PYTHON) >&2
	@echo 'Installing into .venv ...' >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check . >&2
	@touch $@

.venv/installed-test: pyproject.toml
	@sh tests/venv.sh $(PYTHON) >&2
	@echo 'Installing into .venv, with what the tests need ...' >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check '.[server,test]' >&2
	@touch .venv/installed $@

test: setup-test test-engine test-clients test-js test-site test-postgresql prove test-browser ## everything

test-engine: .venv/installed-test ## the cluster, without Django, and the recorded facts
	$(BIN)/pytest -p no:django -n $(WORKERS) tests/cluster tests/golden tests/differential

test-clients: .venv/installed-test ## kubectl, helm and client libraries against `python -m cluster serve`
	$(BIN)/pytest -p no:django -n $(WORKERS) --dist loadfile tests/clients

test-site: .venv/installed-test ## the Django project
	$(BIN)/pytest -n $(WORKERS) tests/tutorial

test-postgresql: .venv/installed-test ## what must hold on PostgreSQL as well, on a server of its own
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -n $(WORKERS) -m postgresql tests/tutorial

test-js: ## DOM-free front-end models, in Node's own runner
	node --test $$(find tests/js -name '*.test.*js')

test-browser: .venv/installed-test ## the tour in Chromium, in a pytest process of its own
	$(BIN)/pytest -n $(WORKERS) tests/browser

golden: .venv/installed ## recorded facts alone; GOLDEN=DIR for another folder of the same format
	@$(BIN)/python -m tests.golden $(GOLDEN)

prove: .venv/installed ## every shipped lesson proves itself
	@$(BIN)/python manage.py prove

check: .venv/installed-test ## linters: ruff, types, import layering
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed ## one JSON object of figures on standard output
	@$(BIN)/python -m tests.bench

vendor: ## build static/vendor/ anew (needs Node; running the site does not)
	node static/vendor/source/build.mjs

clean:
	rm -rf .venv .cache build *.egg-info
