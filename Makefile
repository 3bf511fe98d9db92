# `make` alone builds; the other targets are what developers and .ci/run use.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN ?= bin/onaybot
GOVULNCHECK := 1.9.0
GOLANGCI_LINT ?= $(shell go env GOPATH)/bin/golangci-lint

.DEFAULT_GOAL := build
.PHONY: build static test race lint ci bench demo vulncheck

build: ## the binary, in bin/
	go build -trimpath -ldflags "-X main.version=$(VERSION)" -o $(BIN) ./cmd/onaybot

static: ## the binary of the container, which needs no file beside it
	CGO_ENABLED=1 go build -trimpath -tags netgo,osusergo,sqlite_omit_load_extension \
		-ldflags "-s -w -X main.version=$(VERSION) -linkmode external -extldflags -static" -o $(BIN) ./cmd/onaybot

test:
	go test ./...

race:
	go test -race -count=1 ./...

lint: ## .ci/run installs the linter when it is absent
	gofmt -l .
	go vet ./...
	$(GOLANGCI_LINT) run

ci: ## everything that is checked before a change is taken
	.ci/run

bench:
	go test -run '^$$' -bench . -benchmem ./...

demo:
	go run ./cmd/onaybot demo

vulncheck: ## needs the network: the tool itself and the vulnerability database at vuln.go.dev
	go run golang.org/x/vuln/cmd/govulncheck@v$(GOVULNCHECK) ./...
