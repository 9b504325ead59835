# `make help` lists the targets. The build itself is CMake: `cmake --preset dev` is the whole set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help quickstart build test check tidy fuzz bench format examples

help:  ## list these targets
	@awk -F ':.*##' '/^[a-z]+:.*##/ { printf "make %-12s%s\n", $$1, $$2 }' Makefile

quickstart:  ## from a bare Debian 12 machine to the audit of examples/
	@scripts/quickstart

build:  ## build/release: the programs, their tests and benchmarks
	@scripts/bootstrap build
	@cmake --preset release
	@cmake --build build/release

test:  ## everything: scripts/check, sanitizers, end-to-end tests
	@scripts/bootstrap test
	@scripts/check --all

check:  ## scripts/check alone: format, layers, unit tests, golden command lines, documents
	@scripts/check

tidy: build  ## clang-tidy over every file, however long it takes
	@python3 scripts/tidy.py

fuzz:  ## each fuzzer for 60 s (or FUZZ_SECONDS=N)
	@scripts/bootstrap test
	@scripts/fuzz $${FUZZ_SECONDS:-60}

bench:  ## micro-benchmarks, then the side-by-side runs; CORPUS=folder of pictures
	@scripts/bootstrap test
	@bench/run $(CORPUS)

format:  ## clang-format all C++ files in place
	@git ls-files -z '*.h' '*.cc' | xargs -0 clang-format-19 -i

examples:  ## make examples/ again from its sources; SOURCES=folder of the original photographs
	@scripts/bootstrap test
	@$${ASSAY_CACHE:-$$HOME/.cache/assay}/venv/bin/python scripts/make_examples.py $(SOURCES)
