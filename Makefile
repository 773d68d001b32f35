# Everything that a newcomer or a maintainer does with this tree. `make help` lists it.
# Two commands suffice on a fresh Debian 12 with Swift: `make run` and `make test`.

SHELL := /bin/bash
PREFIX ?= /usr
DURATION ?=
SECONDS_EACH ?= 20

# What the build needs, what the tests need on top, and what only long checks need.
BUILD_PACKAGES := libsnmp-dev libssl-dev libsqlite3-dev libsystemd-dev libpcap-dev libunbound-dev pkg-config python3
TEST_PACKAGES := snmp snmpd python3-venv chrony openssl dnsmasq-base isc-dhcp-server isc-dhcp-relay isc-dhcp-client kea-dhcp4-server \
	radvd python3-scapy systemd iproute2 util-linux libbsd0 libcap2
BENCH_PACKAGES := snmptrapd gcc collectd-core prometheus-snmp-exporter dhcp-probe monitoring-plugins-basic
BOOT_PACKAGES := systemd-container debootstrap

FORMAT := swift format
SOURCES := Package.swift Sources Tests

.PHONY: help run test build release lint format architecture catalog manuals bench bench-short fuzz fuzz-short \
	soak soak-short boot-test install uninstall clean deps-build deps-test deps-bench deps-boot

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: deps-build release ## build, then watch a simulated network; Ctrl-C or DURATION=20s ends it
	@Tests/Harness/run-demo.sh "$(DURATION)"

test: deps-test ## every test that needs no privilege beyond root in a sandbox
	swift build --build-tests
	swift test --skip-build
	@Tests/Harness/all.sh

build: deps-build ## build for debugging
	swift build

release: deps-build ## build the programs as they are installed
	swift build -c release --static-swift-stdlib --product tocsind
	swift build -c release --static-swift-stdlib --product tocsin
	swift build -c release --static-swift-stdlib --product tocsin-lab

lint: ## style of every Swift file, and of the shell scripts
	$(FORMAT) lint --strict --parallel --recursive $(SOURCES)
	@if command -v shellcheck >/dev/null; then shellcheck -S warning .ci/run Tests/Harness/*.sh; \
	else echo "lint: shellcheck is not installed, scripts were not looked at"; fi

format: ## put every Swift file into the project's form
	$(FORMAT) format --in-place --parallel --recursive $(SOURCES)

architecture: deps-build ## hold docs/ARCHITECTURE.md against the tree
	python3 .ci/architecture.py --self-test

catalog: ## write systemd/tocsin.catalog anew from the rules
	swift run tocsin rules --journal-catalog > systemd/tocsin.catalog

manuals: release ## man pages and completions into dist/
	@Tests/Harness/manuals.sh dist

bench: deps-bench release ## speed against others and latency to the journal, about ten minutes
	@Tests/Bench/bench.sh

bench-short: deps-bench release ## the same in three minutes
	@Tests/Bench/bench.sh --short

fuzz: deps-build ## fuzz every decoder, SECONDS_EACH=20
	@Tests/Fuzz/run.sh all $(SECONDS_EACH)

fuzz-short: deps-build ## a short run of every fuzzer, as in CI
	@Tests/Fuzz/run.sh all 5

soak: deps-test release ## ten minutes of mixed load; memory must not grow
	@Tests/Harness/soak.sh 600

soak-short: deps-test release ## the same in half a minute, as in CI
	@Tests/Harness/soak.sh 30

boot-test: deps-boot release ## install into a container with a real systemd and use it there
	@Tests/Harness/boot-test.sh

install: release manuals ## install programs, units, manual and completions under DESTDIR
	install -D -m 755 .build/release/tocsin $(DESTDIR)$(PREFIX)/bin/tocsin
	install -D -m 755 .build/release/tocsind $(DESTDIR)$(PREFIX)/sbin/tocsind
	install -D -m 644 systemd/tocsind.service $(DESTDIR)/lib/systemd/system/tocsind.service
	install -D -m 644 systemd/tocsind.socket $(DESTDIR)/lib/systemd/system/tocsind.socket
	install -D -m 644 systemd/tocsin.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/tocsin.conf
	install -D -m 644 systemd/tocsin.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/tocsin.conf
	install -D -m 644 systemd/tocsin.catalog $(DESTDIR)$(PREFIX)/lib/systemd/catalog/tocsin.catalog
	install -d $(DESTDIR)$(PREFIX)/share/doc/tocsin
	for section in 1 7 8; do install -d $(DESTDIR)$(PREFIX)/share/man/man$$section; \
		install -m 644 dist/man/*.$$section $(DESTDIR)$(PREFIX)/share/man/man$$section/; done
	install -D -m 644 dist/completions/tocsin.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/tocsin
	install -D -m 644 dist/completions/_tocsin $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_tocsin
	install -D -m 644 dist/completions/tocsin.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/tocsin.fish
	install -m 644 config/*.yaml $(DESTDIR)$(PREFIX)/share/doc/tocsin/
	@if [ -z "$(DESTDIR)" ] && [ -d /run/systemd/system ]; then systemd-sysusers && systemd-tmpfiles --create tocsin.conf \
		&& journalctl --update-catalog && systemctl daemon-reload; \
		echo "Now: tocsin config init > /etc/tocsin/tocsin.yaml, then systemctl enable --now tocsind.socket tocsind"; fi

clean: ## remove what was built
	rm -rf .build dist

# Packages are installed only where one is missing, and no daemon of theirs is started.
define need
	@missing=""; for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then Tests/Harness/install-packages.sh $$missing; fi
endef

deps-build:
	$(call need,$(BUILD_PACKAGES))

deps-test: deps-build
	$(call need,$(TEST_PACKAGES))
	@Tests/Harness/install-snmpsim.sh
	@Tests/Harness/install-ntpsec.sh

deps-bench: deps-test
	$(call need,$(BENCH_PACKAGES))

deps-boot: deps-test
	$(call need,$(BOOT_PACKAGES))
