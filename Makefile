# The commands of this project. Paths are relative on purpose: the folder's own path may contain spaces.
SHELL := /bin/bash
PYTHON ?=
.DEFAULT_GOAL := help
.PHONY: help setup run test access check bench faults lock

help: ## list these commands
	@echo "make run    set everything up and start the whole system here; Ctrl-C stops it"
	@echo "make test   run the tests"
	@echo "make check  lint, format, types, templates, migrations, production settings"
	@echo "make bench  the benchmarks, as ratios"
	@echo "make setup  what the four above depend on"
	@echo "make lock   write requirements/*.txt anew from pyproject.toml"

setup:
	@PYTHON="$(PYTHON)" bash scripts/setup.sh

run: setup
	@exec .venv/bin/python -m config.supervisor

# Three workers keep two cores busy: a journey waits for its browser, a system that starts for its parts. What was
# compiled is kept, whatever the environment says: each of the many processes would compile it all again.
test: setup
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest -n 3 --maxschedchunk 6 $(PYTEST)

access: setup ## every address x role x standing x method against the hand-written table
	@.venv/bin/python -m pytest -n 2 -m matrix tests/guards/test_access_matrix.py

check: setup
	@bash scripts/check.sh

bench: setup
	@.venv/bin/python -m benchmarks

faults: setup ## killed workers, Redis and PostgreSQL gone, missed nights: for real, in a folder of its own; minutes
	@.venv/bin/python -m scripts.faults

lock: setup
	@bash scripts/lock.sh
