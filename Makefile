# Everything a developer runs. `make` lists it.
export CGO_ENABLED = 0
HEMLINE_DATA ?= $(wildcard $(abspath ../shared/data))
export HEMLINE_DATA

LINTERS = bin/staticcheck bin/gofumpt
FUZZTIME ?= 20s

.PHONY: help check test race lint fmt gen golden fuzz bench torch llama microbench screenshot

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 14

check: lint test ## what has to be green before a commit

test: ## all tests; HEMLINE_DATA names the folder of real data, if there is one
	go test -p 1 -timeout 20m ./... # one package at a time: the engine's tests take every core themselves

race: ## all tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 go test -race -short ./...

lint: $(LINTERS) ## vet, staticcheck, formatting
	go vet ./...
	bin/staticcheck ./...
	@test -z "$$(bin/gofumpt -l .)" || { bin/gofumpt -l .; echo 'not formatted: run make fmt'; exit 1; }

fmt: bin/gofumpt ## format the code
	bin/gofumpt -w .

gen: ## make generated files anew (text/zh says what its inputs are)
	go generate ./...

golden: ## write golden files anew; read the diff before you commit it
	go test ./report ./source/file ./forecast/auto ./forecast/backtest -update

fuzz: ## every fuzz test for FUZZTIME each
	@for dir in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for name in $$(grep -h --include='*_test.go' -oE '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c6-); do \
	    echo "$$dir $$name"; go test $$dir -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done; \
	done

bench: ## the table of docs/performance.md; PYTHON=python adds PyTorch, LLAMA=DIR GGUF=FILE llama.cpp
	go build -o bin/bench ./bench
	bin/bench $(if $(HEMLINE_DATA),--data $(HEMLINE_DATA))
	$(if $(PYTHON),$(MAKE) --no-print-directory torch)
	$(if $(LLAMA),$(MAKE) --no-print-directory llama)

torch: ## speed and losses beside PyTorch's (PYTHON: one that has bench/torch/requirements.txt)
	go build -o bin/bench ./bench
	$(PYTHON) -B bench/torch/speed.py --bench bin/bench
	mkdir -p out/torch
	gzip -dc $(HEMLINE_DATA)/weibo_hot_search.tsv.gz | cut -f 3 > out/torch/texts.txt
	HEMLINE_TORCH=$(CURDIR)/out/torch HEMLINE_TORCH_TEXTS=$(CURDIR)/out/torch/texts.txt HEMLINE_TORCH_STEPS=400 \
	  go test ./lm -run TestExportForTorch -count=1 -timeout 60m -v
	$(PYTHON) -B bench/torch/train.py out/torch

llama: ## tokens/s of llama.cpp (LLAMA: the folder of libllama) on GGUF, an export of a small model
	$(PYTHON) -B lm/hf/testdata/llama_speed.py --llama $(LLAMA) $(GGUF)

microbench: ## all benchmarks, six times each, for benchstat
	go test ./... -run '^$$' -bench . -benchmem -count 6

screenshot: ## docs/report.png anew from the demo (needs Chromium)
	go run ./cmd/hemline demo --out out/demo
	docs/screenshot.sh out/demo/report.html docs/report.png

# The linters are pinned in a module of their own, so that they are no
# dependency of the program.
bin/staticcheck bin/gofumpt: tools/go.mod tools/go.sum
	cd tools && go build -o ../bin/ honnef.co/go/tools/cmd/staticcheck mvdan.cc/gofumpt
