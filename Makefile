# make run | demo | test | setup | bench | chaos | audit | lock
PORT ?= 8080
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: run demo test setup bench chaos audit lock clean

run: $(STAMP)
	@exec $(PY) -m bot demo --port $(PORT)

# The same with made-up dossiers in a store of its own; everything shown is marked DỮ LIỆU MẪU.
demo: $(STAMP)
	@exec $(PY) -m bot demo --sample --port $(PORT)

setup: $(STAMP)

$(STAMP): requirements.lock tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh $(VENV)
	@touch $@

test: $(STAMP)
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m bot check
	@$(PY) -m pytest

bench: $(STAMP)
	@$(PYTHON) -m pip --disable-pip-version-check --python $(PY) install --quiet scikit-learn
	@$(PY) -m tests.bench

# Faults, kills and fuzzing in full, with figures in docs/reliability.md; takes about a quarter of an hour.
chaos: $(STAMP)
	@$(PY) -m tests.chaos

# Asks the public database of known flaws about every pinned package; needs the network.
audit: $(STAMP)
	@$(PYTHON) -m pip --disable-pip-version-check --python $(PY) install --quiet pip-audit
	@$(PY) -m pip_audit --disable-pip --progress-spinner off -r requirements.lock

# Only for developers: pin the newest versions allowed by pyproject.toml, with hashes and without host names.
lock: $(STAMP)
	@sh tools/lock.sh $(VENV)

clean:
	rm -rf $(VENV)
