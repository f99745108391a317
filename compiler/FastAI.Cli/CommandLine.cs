using System.CommandLine;
using FastAI.Cli.Commands;
using FastAI.Model;

namespace FastAI.Cli;

/// <summary>The <c>fastai</c> command: parses, runs, and turns every failure into one line on standard error and an exit code.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line and returns its exit code (<see cref="ExitCode"/>).</summary>
    public static int Run(string[] args)
    {
        var root = new RootCommand("FastAI: trained ONNX models into trigger and DAQ firmware, bit for bit.")
        {
            CompileCommand.Create(),
            EmulateCommand.Create(),
            ValidateCommand.Create(),
            CheckCommand.Create(),
            SimulateCommand.Create(),
            InspectCommand.Create(),
            RecordCommand.Create(),
            ReplayCommand.Create(),
            SynthCommand.Create(),
            CmvmCommand.Create(),
            OperatorsCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = parsed.CommandResult.Command is RootCommand ? "" : " " + parsed.CommandResult.Command.Name;
            Terminal.Error($"{parsed.Errors[0].Message} ('fastai{command} --help' lists what there is)");
            return (int)ExitCode.Usage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (FastAIException e)
        {
            Terminal.Error(e.Message);
            return (int)e.Code;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Terminal.Error(e.Message);
            return (int)ExitCode.BadInput;
        }
        catch (OutOfMemoryException)
        {
            Terminal.Error("not enough memory for this model or data");
            return (int)ExitCode.BadInput;
        }
    }
}
