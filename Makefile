# Fairlead. `make` lists the targets; `make run` shows what it does, `make test` checks it. Both need Go, git and make.

GO       ?= go
FUZZTIME ?= 10s
BIN      := bin

# Packages whose tests rewrite goldens with -update; others do not know the flag.
GOLDEN = $(shell $(GO) list -f '{{.ImportPath}} {{.TestImports}} {{.XTestImports}}' ./... | grep -E 'gotest.tools/v3/golden|/pkg/fntest' | cut -d' ' -f1)

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: run
run: ## Render a copy of the example home-manager and show what came out.
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && cp -R examples/home-manager/argocd/. "$$dir" && rm -rf "$$dir/rendered" "$$dir/secrets" && \
	$(GO) run ./functions/fairlead render "$$dir" && cd "$$dir" && \
	for file in project.yaml $$(find rendered secrets -type f | sort); do printf '\n=== %s\n' "$$file"; cat "$$file"; done

.PHONY: test
test: ## Run all tests. kpt is used where it is on the PATH.
	$(GO) test ./...

.PHONY: build
build: ## Build every binary into bin/.
	$(GO) build -trimpath -ldflags '-s -w' -o $(BIN)/ ./functions/...

.PHONY: e2e
e2e: ## Show the promises on a real API server and Argo CD. ONLY=CASE,... runs some; FAULT=CASE plants a fault and must fail; LIST=1 lists.
	@$(GO) build -C e2e -o ../$(BIN)/e2e .
	@$(BIN)/e2e $(if $(LIST),--list) $(if $(ONLY),--only $(ONLY)) $(if $(FAULT),--fault $(FAULT)) $(if $(FAULTS_OF_DAY),--faults-of-day $(FAULTS_OF_DAY))

.PHONY: e2e-scale
e2e-scale: ## Measure PROJECTS Projects (200) on the same rig; writes the figures into docs/scale.md.
	@$(GO) build -C e2e -o ../$(BIN)/e2e .
	@$(BIN)/e2e --scale $(or $(PROJECTS),200) --docs docs/scale.md

.PHONY: bench
bench: ## Compare the speed with a kyaml function and helm; writes docs/performance.md.
	$(GO) -C bench run . --docs ../docs/performance.md

.PHONY: corpus
corpus: ## Run the rules over each file of DIR on its own; prints a table by rule. LIST=1 lists the findings.
	@test -n "$(DIR)" || { echo 'make corpus DIR=...: the folder with the files' >&2; exit 2; }
	@$(GO) run ./functions/fairlead validate --each $(if $(LIST),--list,--table) "$(DIR)"

.PHONY: fuzz
fuzz: ## Run each fuzz target for FUZZTIME.
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg; \
	  done; \
	done

# The cache is this checkout's own: the linter keeps findings by content, and one of another checkout names that one's
# paths, which no exclusion here matches.
LINT = GOLANGCI_LINT_CACHE='$(CURDIR)/$(BIN)/lint-cache' '$(CURDIR)/$(BIN)/golangci-lint' run --allow-parallel-runners

.PHONY: lint
lint: ## Check the style of the code.
	$(GO) build -C tools/lint -o ../../$(BIN)/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	$(LINT)
	cd e2e && $(LINT)
	cd tools/release && $(LINT)

.PHONY: fmt
fmt: ## Format the code.
	gofmt -w $$(git ls-files '*.go')

.PHONY: golden
golden: ## Rewrite what is rendered from the code: goldens, schemas, examples with their workflows, the blueprint.
	@for dir in examples/*/argocd examples/many/*/ blueprint; do $(GO) run ./functions/fairlead render $$dir; done
	@for dir in examples/*/argocd; do $(GO) run ./functions/fairlead scaffold repo --yes --package $$dir || exit 1; done
	$(GO) test $(GOLDEN) -update

.PHONY: sarif-schema
sarif-schema: ## Copy the schema of SARIF from the module that tools/lint pins.
	install -m 644 "$$($(GO) -C tools/lint list -m -f '{{.Dir}}' github.com/securego/gosec/v2)/report/sarif/testdata/sarif-schema-2.1.0.json" pkg/report/testdata/

.PHONY: schemas
schemas: ## Take the fields of Argo CD and Image Updater from their CRDs again; needs the module proxy.
	$(GO) -C tools/schemas run . --out ../../pkg/schema/data

.PHONY: verify
verify: golden ## Fail where a rendered file, a module file or the format is not up to date.
	$(GO) mod tidy
	gofmt -l $$(git ls-files '*.go')
	git diff --exit-code

# What a release is made of. The version is SemVer; the commit and its time go into labels and files.
VERSION  ?= v0.0.0-devel
REVISION ?= $(shell git describe --always --abbrev=40 --dirty --exclude '*' 2>/dev/null)
REGISTRY ?= ghcr.io/fairlead-krm
FORMAT   ?= layout
OUT      ?= out
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null)
RELEASE  = SOURCE_DATE_EPOCH='$(SOURCE_DATE_EPOCH)' $(GO) -C tools/release run . --root ../.. --version '$(VERSION)' --revision '$(REVISION)'

.PHONY: images
images: ## Make all images, as OCI layouts or, with FORMAT=tar, for podman load; needs no engine. IMAGES=... makes some.
	$(RELEASE) --registry '$(REGISTRY)' --out '$(abspath $(OUT))/images' $(FORMAT) $(IMAGES)

.PHONY: push
push: ## Push all images to REGISTRY with the tags of VERSION; log in with docker, podman or cosign first.
	$(RELEASE) --registry '$(REGISTRY)' $(if $(SUBJECTS),--subjects '$(abspath $(SUBJECTS))') push $(IMAGES)

.PHONY: archives
archives: ## Make the archives of the binary, with checksums.
	$(RELEASE) --out '$(abspath $(OUT))/archives' archives

.PHONY: test-release
test-release: ## Test what makes a release; that equal sources give equal digests too.
	$(GO) -C tools/release test $$($(GO) -C tools/release list ./... | grep -v /containers$$)

.PHONY: test-containers
test-containers: ## Run every case in its container under kpt and kustomize. Needs podman, runc and kpt.
	$(GO) -C tools/release test -count=1 -timeout 15m ./containers

.PHONY: clean
clean: ## Remove what was built.
	rm -rf $(BIN) out
