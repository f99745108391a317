using System.Globalization;

namespace FastAI.Model.Build;

/// <summary>What a report says of decision trees, in words.</summary>
public static class TreeText
{
    /// <summary>One sentence each, without full stops.</summary>
    public static IEnumerable<string> Of(BuildTrees trees)
    {
        yield return Text($"{trees.Trees} trees with {trees.Tests} tests, {trees.DistinctTests} of them different");
        yield return trees.MovedThresholds == 0
            ? "every threshold decides all values of its element's grid as the float model does"
            : Text(
                $"{trees.MovedThresholds} thresholds are coarser than their element's grid and decide some of its values otherwise, by at most {trees.LargestMove:G4}"
            );
        yield return Text($"leaves are at most {trees.LeafError:G3} off, ")
            + (
                trees.ScoreError is { } score
                    ? Text($"the score by proof at most {score:G3} for the same tested values")
                    : "no bound of the score is proved"
            );
        if (trees.Events > 0)
            yield return Text(
                $"{trees.ChangedEvents} of {trees.Events} calibration events change their path, in {trees.ChangedWalks} of {trees.Events * trees.Trees} walks"
            );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
