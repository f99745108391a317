# make            set up, build, then compile, emulate, validate, simulate, replay and check the calorimeter example
# make test       every test; prints "N passed, N failed, N skipped"
# make bench      emulator against ONNX Runtime and the machine's limit, decoding of recordings, replay against the emulator
# make bench-hardware   constant matrices; the reference network, the examples and boosted trees through open synthesis
# make soak       recordings damaged in 10,000 ways; 3,000 random models and the reference network's 4,096 events as VHDL and as primitives in GHDL
# make format     lay out the C# sources (CSharpier, 140 columns)
# make clean      remove everything built
CONFIGURATION ?= Release
FASTAI        := artifacts/bin/FastAI.Cli/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/fastai

LAR           := examples/lar-calorimeter
OUT           := out/lar-calorimeter

export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.PHONY: all setup build example test bench bench-hardware soak format clean

all: example

setup:
	@./.ci/setup

build: setup
	@dotnet build FastAI.sln -c $(CONFIGURATION) -v q -nologo -clp:NoSummary

example: build
	@$(FASTAI) compile $(LAR)/model.onnx -o $(OUT) --precision $(LAR)/precision.yaml --name lar_calorimeter --clock 320 --device xcup
	@$(FASTAI) emulate $(OUT) $(LAR)/recording.npy -o $(OUT)-result.npy
	@$(FASTAI) validate $(OUT) $(LAR)/recording.npy --truth $(LAR)/truth.csv --brief --json $(OUT)-validation.json
	@$(FASTAI) simulate $(OUT) $(LAR)/recording.npy --events 500
	@$(FASTAI) record $(LAR)/channel.npy -o $(OUT).frames --stream
	@$(FASTAI) replay $(OUT) $(OUT).frames --share 4 --budget $(LAR)/budget.yaml --json $(OUT)-replay.json
	@$(FASTAI) check $(OUT) --budget $(LAR)/budget.yaml --validation $(OUT)-validation.json --replay $(OUT)-replay.json --html $(OUT)-report.html
	@echo "firmware: $(OUT)/vhdl and $(OUT)/hls   results: $(OUT)-result.npy   report: $(OUT)-report.html"

test: build
	@./.ci/setup test
	@./tests/run.sh $(CONFIGURATION)

bench: build
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/FastAI.Benchmarks -- emulator
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/FastAI.Benchmarks -- frames
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/FastAI.Benchmarks -- replay

bench-hardware: build
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/FastAI.Benchmarks -- hardware

soak: build
	@FASTAI_SOAK=10000 dotnet test tests/FastAI.Runtime.Tests -c $(CONFIGURATION) --no-build --filter FullyQualifiedName~Mutation
	@FASTAI_SOAK=3000 dotnet test tests/FastAI.Hardware.Tests -c $(CONFIGURATION) --no-build --filter "FullyQualifiedName~RandomGraphTests|FullyQualifiedName~JetNetworkTests"

format:
	@dotnet tool restore > /dev/null && dotnet csharpier format .

clean:
	rm -rf artifacts out examples/*/out runtime/FastAI.Runtime/Reporting/Assets/node_modules
