using System.Globalization;
using FastAI.Compiler.ConstantMatrix;

namespace FastAI.Benchmarks.Hardware;

/// <summary>What the benchmarks of constant matrices are run with.</summary>
/// <param name="Options">Effort, depth and the first seed.</param>
/// <param name="Seeds">Seeds of the search, from the first one up.</param>
/// <param name="Matrices">Random matrices of each family beside the reference matrix.</param>
internal sealed record SearchArguments(CmvmOptions Options, int Seeds, int Matrices)
{
    public const string Usage =
        "[--effort 0..3] [--depth levels above the least] [--seed N] [--seeds how many] [--random how many matrices of each family]";

    /// <summary>Reads the arguments; null when one is wrong.</summary>
    public static SearchArguments? Parse(string[] args)
    {
        var found = new SearchArguments(new CmvmOptions(), 1, 0);
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                return null;
            switch (args[i])
            {
                case "--effort" when value <= 3:
                    found = found with { Options = found.Options with { Effort = value } };
                    break;
                case "--depth":
                    found = found with { Options = found.Options with { DepthSlack = value } };
                    break;
                case "--seed":
                    found = found with { Options = found.Options with { Seed = (ulong)value } };
                    break;
                case "--seeds" when value >= 1:
                    found = found with { Seeds = value };
                    break;
                case "--random":
                    found = found with { Matrices = value };
                    break;
                default:
                    return null;
            }
        }

        return found;
    }
}
