using System.CommandLine;
using System.Globalization;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai cmvm</c>: one constant matrix as a shift-add graph, and what it costs.</summary>
internal static class CmvmCommand
{
    public static Command Create()
    {
        var matrix = new Argument<string>("MATRIX.txt") { Description = "rows are inputs, columns are outputs: integers parted by blanks" };
        var input = new Option<string>("--input") { Description = "format of every input", DefaultValueFactory = _ => "fixed<8,8>" };
        var depth = new Option<int?>("--depth") { Description = "adder levels allowed above the least possible (free when left out)" };
        var operands = new Option<int>("--operands")
        {
            Description = "largest number of operands of an adder: 2, or 3 as on AMD's carry chains",
            DefaultValueFactory = _ => 2,
        };
        var effort = Shared.Effort();
        var seed = Shared.Seed();
        var json = Shared.Json();
        var command = new Command("cmvm", "Solve one constant matrix: adders, cost in bits, depth, seconds.")
        {
            matrix,
            input,
            depth,
            operands,
            effort,
            seed,
            json,
        };
        command.SetAction(parsed =>
        {
            var format = FixedFormat.Parse(parsed.GetValue(input));
            var problem = ConstantMatrixProblem.Uniform(MatrixText.Read(parsed.GetValue(matrix)!), format.MinMantissa, format.MaxMantissa);
            bool three = parsed.GetValue(operands) switch
            {
                2 => false,
                3 => true,
                var n => throw new FastAIException(ExitCode.Usage, $"--operands {n.ToString(CultureInfo.InvariantCulture)}: write 2 or 3"),
            };
            var options = new CmvmOptions
            {
                Effort = parsed.GetValue(effort),
                Seed = parsed.GetValue(seed),
                DepthSlack = parsed.GetValue(depth),
            };
            var report = CmvmReport.Run(
                problem,
                options,
                three,
                progress: new PercentProgress(parsed.GetValue(matrix)!, Terminal.Progress)
            );
            Terminal.ClearProgress();
            string? target = parsed.GetValue(json);
            if (!JsonOutput.TakesStandardOutput(target))
                Console.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{problem.Inputs} x {problem.Outputs}: {report.Adders} adders, {report.CostBits} {(three ? "LUT" : "bits")}, depth {report.Depth}, {report.Seconds:F2} s"
                    )
                );
            JsonOutput.Write(target, report);
        });
        return command;
    }
}
