# The language of GNU make 3.81, which macOS brings.

PYTHON = .venv/bin/python
FITS = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
EMBEDDED = $(PYTHON) -m delegation.embedded

.PHONY: run test bench soak format clean python packages test-packages

# The address: make run HOST=0.0.0.0 PORT=8080
run: packages
	@exec $(PYTHON) -m delegation.start

test: test-packages
	@exec $(EMBEDDED) --data var/test --unsynced run -- $(PYTHON) -m tests.gates

bench: test-packages
	@exec $(EMBEDDED) --data var/bench run -- $(PYTHON) -m tests.bench

# How long and with which choices: make soak SECONDS=60 SEED=7
soak: test-packages
	@exec $(PYTHON) -m tests.soak $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

format: test-packages
	@$(PYTHON) -m ruff check --quiet --fix . ; $(PYTHON) -m ruff format --quiet .
	@find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

# All that can be made again. The data, the keys and the sample's password stay in var/.
clean:
	@for cluster in test bench soak; do \
	  test ! -x $(PYTHON) || $(EMBEDDED) --data var/$$cluster remove; \
	done
	rm -rf var/test var/bench var/soak var/static .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .coverage*
	find delegation positions tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .venv

# Some shims bear a Python's name and run none, so each is tried; the environment is made anew when its Python is gone.
python:
	@$(PYTHON) -c '$(FITS)' 2>/dev/null && $(PYTHON) -c 'import pip' 2>/dev/null && exit 0; \
	for python in python3.13 python3.12 python3.11 python3; do \
	  if $$python -c '$(FITS)' >/dev/null 2>&1; then \
	    echo "Making .venv with $$python …"; exec $$python -m venv --clear .venv; \
	  fi; \
	done; \
	echo "Placard needs Python 3.11 or newer with venv; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1

packages: python
	@cmp -s requirements.txt .venv/requirements.installed || { \
	  echo "Installing the packages in requirements.txt …"; \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt && \
	  cp requirements.txt .venv/requirements.installed; \
	} || { echo "The packages in requirements.txt could not be installed; pip says why above." >&2; exit 1; }

test-packages: packages
	@cmp -s requirements-dev.txt .venv/requirements-dev.installed || { \
	  echo "Installing the packages in requirements-dev.txt …"; \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt && \
	  cp requirements-dev.txt .venv/requirements-dev.installed; \
	} || { echo "The packages in requirements-dev.txt could not be installed; pip says why above." >&2; exit 1; }
