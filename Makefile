# One screen. `make demo` and `make test` start from a fresh clone: they check what is missing,
# install it from Debian's packages where they may, build, and run.
SHELL := /bin/bash
APUS  := .build/release/apus

.PHONY: help ready build demo test check hotpath realtime races fuzz steady bench update clean

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## */\t/' | expand -t 12

ready:           ## install what the program needs (Debian, Ubuntu), or say what is missing
	@perf/ready

build: ready     ## the program, optimised
	swift build -c release --product apus

demo: build      ## simulators and paper trading on loopback, one minute
	$(APUS) demo --duration 60s

test:            ## every test; what .ci/run calls
	@perf/ready --test
	swift build -c release --product apus
	PATH="$(CURDIR)/.build/python/bin:$$PATH" swift test

check:           ## test, and look at the format
	$(MAKE) test
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks

hotpath: build   ## the machine code of a turn: no heap, no counts, no runtime
	perf/hotpath

realtime:        ## the hot path under the RealtimeSanitizer
	APUS_REALTIME=1 APUS_ONLY=HotPath,Rings swift test --scratch-path .build/realtime \
	  --filter 'HotPathTests|RingsTests'

races:           ## rings, meters and tiles under the thread sanitizer
	APUS_ONLY=Rings,Meters,Tiles swift test --sanitize=thread --scratch-path .build/races \
	  --filter 'RingsTests|MetersTests|TilesTests'

fuzz:            ## every parser and account layout against mutated bytes: SEED, COUNT, LAYOUTS
	SEED=$(SEED) COUNT=$(or $(COUNT),20000) APUS_ONLY=Fuzz swift test --filter FuzzTests
	SEED=$(SEED) LAYOUTS=$(or $(LAYOUTS),10000000) APUS_ONLY=LayoutFuzz swift test -c release \
	  --scratch-path .build/layouts --filter LayoutFuzzTests

steady:          ## ten million events: no allocation, memory flat
	perf/steady

bench: build     ## every benchmark, beside its peers where they are installed
	perf/bench

update:          ## rewrite the drawing in ARCHITECTURE.md
	UPDATE=1 swift test --filter TopologyTests

clean:
	rm -rf .build build
