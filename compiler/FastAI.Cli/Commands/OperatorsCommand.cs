using System.CommandLine;
using FastAI.Compiler.Onnx;

namespace FastAI.Cli.Commands;

/// <summary><c>fastai operators</c>: what can be imported, as the Markdown table of the README.</summary>
internal static class OperatorsCommand
{
    public static Command Create()
    {
        var command = new Command("operators", "List the ONNX operators that can be compiled, with their attributes.");
        command.SetAction(_ => Console.Out.Write(OperatorTable.Markdown()));
        return command;
    }
}
