using FastAI.Model;

namespace FastAI.Compiler.Hardware;

/// <summary>Designs that may not exist: a loop that does not close, a word that takes longer than a cycle, a latency that is too
/// long.</summary>
internal static class Attempt
{
    /// <summary>What is made, or null and why it misses its clock or its latency.</summary>
    /// <param name="make">Makes it.</param>
    /// <param name="missed">Why there is none; null where there is one.</param>
    public static T? Of<T>(Func<T> make, out FastAIException? missed)
        where T : class
    {
        missed = null;
        try
        {
            return make();
        }
        catch (FastAIException e) when (e.Code is ExitCode.Unsupported or ExitCode.BudgetMissed)
        {
            missed = e;
            return null;
        }
    }
}
