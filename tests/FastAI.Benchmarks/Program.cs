using FastAI.Benchmarks;
using FastAI.Benchmarks.Emulation;
using FastAI.Benchmarks.Hardware;
using FastAI.Benchmarks.Recording;

return args switch
{
    ["emulator", .. var options] => EmulatorTable.Print(options),
    ["tree-emulator", .. var options] => TreeTable.Print(options),
    ["frames", .. var options] => FrameTable.Print(options),
    ["replay"] => ReplayTable.Print(),
    ["bdn", .. var options] => BenchmarkRun.Start(options),
    ["cmvm", .. var options] => CmvmBenchmark.Run(options),
    ["hardware", .. var options] => HardwareBenchmark.Run(options),
    ["estimates", .. var words] => EstimateBenchmark.Run(words),
    ["trees"] => TreeBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: FastAI.Benchmarks emulator [NAME...]   the emulator against ONNX Runtime and the machine's limit, in a minute"
    );
    Console.Error.WriteLine(
        "       FastAI.Benchmarks tree-emulator [model.fai...]   the ways in which decision trees are computed, their speed, and whether their bits are the same"
    );
    Console.Error.WriteLine(
        "       FastAI.Benchmarks frames [FILE]        decoding of own frames in GB per second of processor time, and memory; FILE is written and read as well"
    );
    Console.Error.WriteLine("       FastAI.Benchmarks replay               replay against the emulator alone on the same events");
    Console.Error.WriteLine("       FastAI.Benchmarks bdn [OPTIONS]        the same under BenchmarkDotNet");
    Console.Error.WriteLine(
        "       FastAI.Benchmarks cmvm [OPTIONS]       constant matrices against published figures: " + SearchArguments.Usage
    );
    Console.Error.WriteLine(
        "       FastAI.Benchmarks hardware [OPTIONS]   the same with what is asked of it, then whole networks, examples and trees through open synthesis: "
            + HardwareBenchmark.Usage
    );
    Console.Error.WriteLine(
        "       FastAI.Benchmarks estimates [WORD...]  the examples' estimates beside open synthesis; of those that a WORD names"
    );
    Console.Error.WriteLine("       FastAI.Benchmarks trees       trees alone through open synthesis");
    return 1;
}
