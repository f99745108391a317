using System.Globalization;
using FastAI.Compiler.ConstantMatrix;

namespace FastAI.Benchmarks.Hardware;

/// <summary>The options that the benchmarks of constant matrices share.</summary>
internal static class SearchArguments
{
    public const string Usage = "[--effort 0..3] [--depth levels above the least] [--seed N]";

    /// <summary>Reads the options; null when one is wrong.</summary>
    public static CmvmOptions? Parse(string[] args)
    {
        var options = new CmvmOptions();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value)) return null;
            switch (args[i])
            {
                case "--effort" when value <= 3:
                    options = options with { Effort = value };
                    break;
                case "--depth":
                    options = options with { DepthSlack = value };
                    break;
                case "--seed":
                    options = options with { Seed = (ulong)value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
