using FastAI.Benchmarks;
using FastAI.Benchmarks.Emulation;

return args switch
{
    ["emulator", .. var options] => EmulatorTable.Print(options),
    ["bdn", .. var options] => BenchmarkRun.Start(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: FastAI.Benchmarks emulator [NAME...]   the emulator against ONNX Runtime and the machine's limit, in a minute");
    Console.Error.WriteLine("       FastAI.Benchmarks bdn [OPTIONS]        the same under BenchmarkDotNet");
    return 1;
}
