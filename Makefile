# Every line is a plain command; `make setup` prepares a fresh Debian or Ubuntu.
PYTHON ?= python3
BIN := .venv/bin
# Most of a browser test is waiting: two files at a time take little more than one.
TOGETHER ?= --numprocesses 2 --dist loadfile

.PHONY: setup build demo test test-full unit e2e check format bench capture-report unlisted-report replay-report \
	leak-report leak-report-full pages-report firefox-report packages packages-report clean

setup: build/setup.stamp build tests/second_reader/node_modules/.package-lock.json

build/setup.stamp: pyproject.toml packaging/constraints.txt packaging/prepare.sh
	sh packaging/prepare.sh
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint packaging/constraints.txt --editable '.[test,demo]'
	mkdir -p build && touch $@

extension/node_modules/.package-lock.json: extension/package.json extension/package-lock.json
	cd extension && npm ci --no-audit --no-fund --loglevel=error
	touch $@

tests/second_reader/node_modules/.package-lock.json: tests/second_reader/package.json tests/second_reader/package-lock.json
	cd tests/second_reader && npm ci --no-audit --no-fund --loglevel=error
	touch $@

extension/dist/chromium/manifest.json: extension/node_modules/.package-lock.json extension/manifest.json extension/managed_schema.json extension/build.mjs $(shell find extension/src extension/icons extension/_locales -type f)
	cd extension && npm run --silent build

# One build makes both, dist/chromium and dist/firefox.
build: extension/dist/chromium/manifest.json

demo: setup
	$(BIN)/python -m tests.demo.run $(if $(HEADED),--headed)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	MYPYPATH=packaging $(BIN)/mypy --strict --package crx3 --package xpi --package packers
	cd extension && npm run --silent check
	extension/node_modules/.bin/biome check --config-path=extension tests/second_reader tests/gallery tests/unlisted native_host/replay
	$(BIN)/python -m native_host.wire_types --check
	$(BIN)/python -m native_host.deploy.reference --check
	$(BIN)/python -m tests.vectors.store.example --check

unit: setup
	cd extension && npm test --silent
	$(BIN)/python -m pytest -q -m "not slow" $(TOGETHER) --ignore tests/e2e

# A browser on a busy machine can miss its moment. What failed is played once more by itself, with
# the first report left in sight; what fails again is red.
E2E = $(BIN)/python -m pytest -q -m "not slow" tests/e2e
e2e: setup
	$(E2E) $(TOGETHER) || $(E2E) --last-failed --last-failed-no-failures none

test: check unit e2e

test-full: check build/firefox.stamp
	cd extension && npm test --silent
	$(BIN)/python -m pytest -q

# Without SQLCipher its row says so.
build/bench.stamp: build/setup.stamp
	-$(BIN)/pip install --quiet --disable-pip-version-check --constraint packaging/constraints.txt --editable '.[bench]'
	touch $@

bench: setup build/bench.stamp tests/gallery/node_modules/.package-lock.json
	$(BIN)/python -m tests.bench

tests/gallery/node_modules/.package-lock.json: tests/gallery/package.json tests/gallery/package-lock.json
	cd tests/gallery && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# Five rounds at a human's pace and one at 200 actions a minute, the better part of an hour; fewer with
# CAPTURE="--only mui-select".
CAPTURE ?= --repeat 5 --fast 1
capture-report: setup tests/gallery/node_modules/.package-lock.json
	$(BIN)/python -m tests.gallery.report $(CAPTURE)

tests/unlisted/node_modules/.package-lock.json: tests/unlisted/package.json tests/unlisted/package-lock.json
	cd tests/unlisted && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# The same with libraries that the recorder was not made with, once at each pace.
UNLISTED ?= --repeat 1 --fast 1
unlisted-report: setup tests/gallery/node_modules/.package-lock.json tests/unlisted/node_modules/.package-lock.json
	$(BIN)/python -m tests.gallery.report --unlisted $(UNLISTED)

# Every episode recorded once and done again from its records alone.
replay-report: setup tests/gallery/node_modules/.package-lock.json
	$(BIN)/python -m tests.gallery.replaying $(REPLAY)

# Every page of ours in every variant: its picture, and what axe finds.
pages-report: setup
	$(BIN)/python -m tests.pages_report $(PAGES)
tests/leaks/node_modules/.package-lock.json: tests/leaks/package.json tests/leaks/package-lock.json
	cd tests/leaks && npm ci --no-audit --no-fund --loglevel=error
	touch $@

build/tesseract.stamp: packaging/prepare.sh
	sh packaging/prepare.sh tesseract
	mkdir -p build && touch $@

build/firefox.stamp: packaging/prepare.sh
	sh packaging/prepare.sh firefox
	mkdir -p build && touch $@

# The same work in Firefox ESR and in Chromium, what Firefox must not record, and the situations of the
# leak report in Firefox: a quarter of an hour; less with FIREFOX="-k gates".
firefox-report: setup build/firefox.stamp
	$(BIN)/python -m tests.e2e_firefox.report $(FIREFOX)

# Every situation with secrets of its own, 300 pictures of adversarial pages, a mutant for every
# rule, two other recorders: less than an hour. Parts of it with LEAKS="--parts trials --only card".
leak-report: setup build/tesseract.stamp tests/leaks/node_modules/.package-lock.json
	$(BIN)/python -m tests.leaks.report $(LEAKS)

# The same, then pictures of adversarial pages until there are 3,000; goes on where it was ended.
# LEAKS="--parts race --beside 4" plays only these, four races at once.
leak-report-full: setup build/tesseract.stamp tests/leaks/node_modules/.package-lock.json
	$(BIN)/python -m tests.leaks.report --full $(LEAKS)

# Packages are frozen in an environment of their own, so that nothing of the tests gets into them.
build/packages.stamp: pyproject.toml packaging/constraints.txt packaging/prepare.sh
	sh packaging/prepare.sh packages
	$(PYTHON) -m venv build/packages-venv
	build/packages-venv/bin/pip install --quiet --disable-pip-version-check --constraint packaging/constraints.txt --editable '.[packages]'
	touch $@

# Into build/packages: host package, extension, bills of materials, checksums. The CRX needs the
# organisation's key, EXTENSION_KEY=FILE, the XPI its id, FIREFOX_ID=ID. Packages of a ring:
# PACK="policy RENDERED --ring RING", and windows for policy.
PACKERS = PYTHONPATH=packaging build/packages-venv/bin/python -m packers
packages: build build/packages.stamp
ifdef PACK
	$(PACKERS) $(PACK)
else
	$(PACKERS) host
	$(PACKERS) extension $(if $(EXTENSION_KEY),--key $(EXTENSION_KEY)) \
		$(if $(FIREFOX_ID),--firefox-id $(FIREFOX_ID))
endif

# Installed, upgraded and removed in a fresh Debian with a browser that records; .rpm, .msi, profiles;
# two builds compared. The first time takes twenty minutes. Parts of it with PACKAGES="--only msi".
packages-report: setup build build/packages.stamp
	sh packaging/prepare.sh clean-room
	PYTHONPATH=packaging $(BIN)/python -m tests.packaging.report $(PACKAGES)

format: setup
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	cd extension && npm run --silent format
	extension/node_modules/.bin/biome check --write --config-path=extension tests/second_reader tests/gallery tests/unlisted native_host/replay

clean:
	rm -rf build .venv extension/node_modules extension/dist tests/second_reader/node_modules tests/gallery/node_modules tests/unlisted/node_modules \
		tests/leaks/node_modules
