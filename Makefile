# Everything a person does with the portal.  The two commands of the README are `make serve` and `make test`.
# Outputs go under _build/<builder>, the environment is .venv; both can be deleted at any time.

PYTHON ?= python3
PORT ?= 8000
SAVE_PORT ?= 8081
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
SPHINX_OPTIONS := -n -W --keep-going -j auto -c .
# Of the scale benchmark; PEERS and MINUTES may be given too, and an empty PAGE leaves the documentation as it is.
QUERIES ?= ../shared/bench/search
CORPUS ?= ../shared/bench/make_corpus.py
SIZES ?= 1000 5000 10000
ROUNDS ?= 3
LINES ?= 1000000 10000000
PAGE ?= docs/operate/scale.md
BUILDERS := html dirhtml singlehtml epub latex text man gettext

.DEFAULT_GOAL := help
.PHONY: help serve preview live edit manuals offline site ace videos check lint format test test-editor test-engines bench bench-check bench-search bench-manuals bench-traffic soak linkcheck schema lock clean system-packages $(BUILDERS)

help: ## Show this list
	@grep -hE '^[a-zA-Z$$() -]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([^:]+):.*## /\1\t/; s/^\$$\(BUILDERS\)/html, epub …/' \
	  | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'
	@echo "  Formats: $(BUILDERS)"

# -- set-up ------------------------------------------------------------------------------------------------------

$(VENV)/.site: requirements/site.txt pyproject.toml
	$(PYTHON) tools/check_machine.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/site.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.manuals: requirements/manuals.txt $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/manuals.txt
	@touch $@

$(VENV)/.videos: requirements/videos.txt $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/videos.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

node_modules/.fetched: package-lock.json package.json $(VENV)/.site
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --loglevel=error
	@touch $@

# -- the portal --------------------------------------------------------------------------------------------------

serve: $(VENV)/.site ## Build the portal, serve it, rebuild and reload on save
	@echo "The portal will be at http://$(HOST):$(PORT)/ (stop with Ctrl-C)"
	$(BIN)/sphinx-autobuild -n -j auto -c . -b html --host $(HOST) --port $(PORT) --watch ext --watch conf.py \
	  --re-ignore '/(\.git|\.venv|_build|__pycache__|node_modules)/' docs _build/html

preview: $(VENV)/.site ## The same with drafts and future articles, marked
	@echo "The preview will be at http://$(HOST):$(PORT)/ (stop with Ctrl-C)"
	PORTAL_PREVIEW=1 $(BIN)/sphinx-autobuild -n -j auto -c . -b html --host $(HOST) --port $(PORT) --watch ext --watch conf.py \
	  --re-ignore '/(\.git|\.venv|_build|__pycache__|node_modules)/' docs _build/preview

live: $(VENV)/.site ## The preview with every notice on the page at its line, while you write
	@echo "The preview will be at http://$(HOST):$(PORT)/ when all pages are built (stop with Ctrl-C)"
	PORTAL_PREVIEW=1 PORTAL_LIVE=1 $(BIN)/sphinx-autobuild -q -n -j auto -c . -b html --host $(HOST) --port $(PORT) --watch ext --watch conf.py \
	  --re-ignore '/(\.git|\.venv|_build|__pycache__|node_modules)/' docs _build/live

_build/editor/editor.json: ext/support_portal/core/authoring/editor_program.py $(VENV)/.site
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/support-portal fetch-editor _build/editor
	@touch $@

tools/editor/node_modules/.fetched: tools/editor/package-lock.json $(VENV)/.site
	cd tools/editor && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --loglevel=error
	@touch $@

edit: _build/editor/editor.json tools/editor/node_modules/.fetched ## Edit articles in a form in the browser, saved into this folder
	$(BIN)/python tools/edit.py --port $(PORT) --save-port $(SAVE_PORT)

$(BUILDERS): $(VENV)/.site ## Build one of the formats below into _build/<format>
	$(BIN)/sphinx-build $(SPHINX_OPTIONS) -b $@ -d _build/.doctrees/$@ docs _build/$@

manuals: $(VENV)/.manuals ## Print the manuals of docs/_data/manuals.yaml into _build/manuals
	$(BIN)/sphinx-build $(SPHINX_OPTIONS) -b typst -d _build/.doctrees/manuals docs _build/manuals

offline: html ## Pack the website into a zip that works without a network, _build/offline
	$(BIN)/support-portal pack _build/html _build/offline/support-portal.zip --list _build/offline/manuals.json

site: manuals epub offline ## Build the website with all of these to fetch, _build/site
	$(BIN)/sphinx-build $(SPHINX_OPTIONS) -b html -d _build/.doctrees/html \
	  -D portal_manuals_folder=_build/manuals,_build/epub,_build/offline docs _build/site

videos: $(VENV)/.videos html ## Record the videos of docs/training/videos from tools/videos (Chromium)
	$(BIN)/python tools/record_videos.py _build/html

linkcheck: $(VENV)/.site ## Ask every outside link whether it still answers
	$(BIN)/sphinx-build -n --keep-going -j auto -c . -b linkcheck -d _build/.doctrees/linkcheck docs _build/linkcheck

# -- checks ------------------------------------------------------------------------------------------------------

check: $(VENV)/.site ## Tell what a reviewer would say of the form of pages (CHANGED=1: of those changed)
	$(BIN)/support-portal check $(if $(CHANGED),--changed)

tools/ace/node_modules/.fetched: tools/ace/package-lock.json $(VENV)/.site
	cd tools/ace && PUPPETEER_SKIP_DOWNLOAD=1 PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --loglevel=error
	@touch $@

ace: epub tools/ace/node_modules/.fetched system-packages ## Ask DAISY Ace whether everybody can read the ePub, and one of every component
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/check_epub.py _build/epub/*.epub --sample tests/formats/data/manual

lint: $(VENV)/.test node_modules/.fetched ## Style, types and scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check ext tests tools conf.py
	$(BIN)/mypy
	PATH="$(CURDIR)/$(BIN):$$PATH" npx --no-install tsc --project tools/tsconfig.json

format: $(VENV)/.test ## Mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format ext tests tools conf.py

system-packages: $(VENV)/.test
	$(BIN)/python tools/system_packages.py

test: $(VENV)/.test system-packages lint check ## Install what the tests need and run everything
	$(BIN)/python -m pytest -n auto --dist loadgroup

test-editor: $(VENV)/.test system-packages _build/editor/editor.json tools/editor/node_modules/.fetched ## Edit articles in a browser with the visual editor, as a test
	PORTAL_TEST_EDITOR=1 $(BIN)/python -m pytest -n 2 --dist loadgroup tests/browser/test_editor*.py

test-engines: ## Run the traffic rules on Spark and ClickHouse (1.7 GB of packages in .venv-engines, Java 17)
	$(PYTHON) -m venv $(VENV)-engines
	$(VENV)-engines/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[traffic-ibis]" \
	  "ibis-framework[pyspark]" chdb pytest pytest-xdist hypothesis
	$(VENV)-engines/bin/python -m pytest tests/traffic/test_engines.py

bench: $(VENV)/.bench ## Build thousands of articles beside other generators (SIZES= PEERS= ROUNDS= MINUTES= PAGE=)
	$(BIN)/python -m benchmarks.scale --corpus $(CORPUS) --sizes $(SIZES) --rounds $(ROUNDS) \
	  $(if $(PEERS),--peers $(PEERS)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(PAGE),--page $(PAGE))

bench-check: $(VENV)/.site ## Check three changed files in portals of thousands of pages (SIZES= ROUNDS=)
	$(BIN)/python -m benchmarks.check --corpus $(CORPUS) --rounds $(ROUNDS) $(if $(filter command line,$(origin SIZES)),--sizes $(SIZES))

bench-manuals: $(VENV)/.bench $(VENV)/.manuals $(VENV)/.test ## Print 200 and 2,000 articles, beside XeLaTeX and WeasyPrint where they are on PATH (SIZES= ROUNDS= PAGE=)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m benchmarks.manuals --corpus $(CORPUS) --rounds $(ROUNDS) \
	  --sizes $(if $(filter file,$(origin SIZES)),200 2000,$(SIZES)) \
	  --page $(if $(filter file,$(origin PAGE)),docs/operate/manuals.md,$(PAGE))

bench-traffic: $(VENV)/.bench ## Count logs of millions of lines beside GoAccess and Polars, in 12 minutes (LINES= ROUNDS=)
	$(BIN)/python -m benchmarks.traffic --lines $(LINES) --rounds $(ROUNDS) --page docs/operate/traffic.md

benchmarks/search/node_modules/.fetched: benchmarks/search/package-lock.json $(VENV)/.bench
	cd benchmarks/search && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --loglevel=error
	@touch $@

bench-search: benchmarks/search/node_modules/.fetched ## Measure search beside other engines, in ten minutes (QUERIES= a folder with corpus.jsonl.gz and queries.jsonl)
	$(BIN)/python -m benchmarks.search $(QUERIES) --page docs/operate/search.md

soak: $(VENV)/.test ## Random edits by the hundred: incremental builds against clean ones
	PORTAL_SOAK=$(or $(MACHINES),100) $(BIN)/python -m pytest tests/incremental/test_random_edits.py

schema: $(VENV)/.site ## Write the JSON Schema editors complete front matter from
	$(BIN)/python tools/write_schema.py

lock: $(VENV)/.test ## Pin the newest allowed versions with their hashes
	$(BIN)/python tools/lock.py

clean: ## Delete outputs and the environment
	rm -rf _build $(VENV) node_modules benchmarks/search/node_modules tools/ace/node_modules tools/editor/node_modules
