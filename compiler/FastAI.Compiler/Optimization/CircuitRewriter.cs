using System.Collections.Immutable;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Builds a circuit anew from the words that outputs depend on at this sample or a later one, so that what is equal is merged and what is
/// constant folds; a pass may put other words in place of some.
/// </summary>
internal static class CircuitRewriter
{
    /// <summary>Makes word <c>index</c> of the old circuit in the builder; <c>map</c> holds the new words of all before it.</summary>
    public delegate int Replace(CircuitBuilder builder, int[] map, int index);

    /// <param name="circuit">The circuit.</param>
    /// <param name="replace">What stands for each word.</param>
    /// <param name="narrowed">For each state how many low bits it no longer holds; null for none.</param>
    /// <returns>Whether the circuit differs; if not, it keeps its intervals, else they are those that each word's operands give.</returns>
    public static bool Run(ref Circuit circuit, Replace replace, Func<int, int>? narrowed = null)
    {
        Circuit old = circuit;
        bool[] live = CircuitUses.Live(old);
        var builder = new CircuitBuilder(int.MaxValue);
        builder.SetLayers(old.Layers);
        var map = new int[old.Words.Length];
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = -1;
            if (!live[i])
                continue;
            builder.Layer = old.Words[i].Layer;
            map[i] = replace(builder, map, i);
        }
        int[] dropped = [.. old.States.Select((state, s) => narrowed is null || !live[state.Word] ? 0 : narrowed(s))];
        int[] next = [.. old.States.Select((state, s) => live[state.Word] ? builder.ShiftRight(map[state.Next], dropped[s]) : -1)];
        Circuit built = builder.Build(
            old.Name,
            [.. old.Inputs.Select(p => p with { Words = [.. p.Words.Select(w => map[w])] })],
            [.. old.Outputs.Select(p => p with { Words = [.. p.Words.Select(w => map[w])] })]
        );
        built = Keep(old, built, next, dropped);
        if (IsSame(old, built))
            return false;
        // words in another order may prove less of what a state takes than those before
        if (!StateRanges.IsClosed(built) && StateRanges.Settle(built) is var settled)
        {
            if (settled is null)
                return false;
            built = settled;
        }
        circuit = built;
        return true;
    }

    /// <summary>The states that are still read, numbered anew: neither dropped, nor a constant, nor the same as an earlier one.</summary>
    private static Circuit Keep(Circuit old, Circuit built, int[] next, int[] dropped)
    {
        if (old.States.IsEmpty)
            return built with { WarmUp = old.WarmUp, Interleave = old.Interleave, Reuse = old.Reuse, Products = old.Products };
        var words = built.Words.ToArray();
        var position = new int[old.States.Length];
        Array.Fill(position, -1);
        for (int i = 0; i < words.Length; i++)
            if (words[i] is StateWord word)
                position[word.Index] = i;
        var states = ImmutableArray.CreateBuilder<CircuitState>();
        for (int s = 0; s < position.Length; s++)
        {
            if (position[s] < 0)
                continue;
            words[position[s]] = words[position[s]] is StateWord kept ? kept with { Index = states.Count } : words[position[s]];
            states.Add(new CircuitState(position[s], next[s], old.States[s].Initial >> dropped[s]));
        }
        return built with { Words = [.. words], States = states.ToImmutable(), WarmUp = old.WarmUp, Interleave = old.Interleave };
    }

    /// <summary>Whether operations, operands and outputs are the same; intervals may differ.</summary>
    private static bool IsSame(Circuit a, Circuit b)
    {
        if (
            a.Words.Length != b.Words.Length
            || !a.Outputs.Zip(b.Outputs).All(p => p.First.Words.AsSpan().SequenceEqual(p.Second.Words.AsSpan()))
        )
            return false;
        if (!a.States.AsSpan().SequenceEqual(b.States.AsSpan()))
            return false;
        for (int i = 0; i < a.Words.Length; i++)
        {
            // the interval and the layer of one with the operation of the other
            Word x = a.Words[i],
                y = b.Words[i];
            if (x != y && x != y with { Range = x.Range, Layer = x.Layer })
                return false;
        }
        return true;
    }
}
