using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>A tensor with updates written to, or combined with, known elements of it.</summary>
internal static class Scatter
{
    /// <summary>The tensor with its updates.</summary>
    /// <param name="call">The node.</param>
    /// <param name="x">The tensor.</param>
    /// <param name="updates">The updates.</param>
    /// <param name="targets">For each update the element of the tensor that it goes to.</param>
    /// <param name="reduction">none, add, max, min or mul.</param>
    public static Tensor Into(OperatorCall call, Tensor x, Tensor updates, int[] targets, string reduction)
    {
        if (updates.Layout.Count != targets.Length)
            throw FastAIException.BadInput($"its updates {updates.Layout} are not the {targets.Length} that its indices name");
        int count = x.Layout.Count;
        // the elements that each result is made of, counted over the tensor and the updates laid end to end
        var parts = new List<int>[count];
        for (int i = 0; i < count; i++)
            parts[i] = [i];
        for (int u = 0; u < targets.Length; u++)
            parts[targets[u]].Add(count + u);
        if (reduction == "none")
        {
            if (Array.FindIndex(parts, p => p.Count > 2) is var twice and >= 0)
                throw FastAIException.BadInput(
                    $"its indices name element {twice} of {x.Layout} more than once, which leaves its result open"
                );
            return call.Emit.Map([x, updates], x.Layout, [.. parts.Select(p => p[^1])]);
        }
        if (targets.Length == 0)
            return x;
        var all = call.Emit.Map([x, updates], new Layout([count + targets.Length]), IndexMaps.Range(count + targets.Length), "all");
        int most = parts.Max(p => p.Count);
        call.Graph.Reserve((long)count * most);
        return reduction switch
        {
            "add" => Sum(call, all, x.Layout, parts),
            "max" or "min" => call.Emit.Reduce(
                reduction == "max" ? ReduceOperation.Maximum : ReduceOperation.Minimum,
                all,
                x.Layout,
                most,
                [.. parts.SelectMany(p => p.Concat(Enumerable.Repeat(p[0], most - p.Count)))]
            ) with
            {
                Kind = x.Kind,
            },
            "mul" => Product(call, all, x.Layout, parts, most),
            _ => throw FastAIException.BadInput($"its attribute 'reduction' is '{reduction}' instead of none, add, mul, max or min"),
        };
    }

    // One block for each number of terms.
    private static VariableTensor Sum(OperatorCall call, Tensor all, Layout layout, List<int>[] parts)
    {
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>();
        foreach (var terms in Enumerable.Range(0, parts.Length).GroupBy(i => parts[i].Count).OrderBy(g => g.Key))
        {
            blocks.Add(
                new LinearBlock(
                    terms.Key,
                    1,
                    [.. terms.SelectMany(i => parts[i])],
                    [.. terms],
                    [.. Enumerable.Repeat(1.0, terms.Key)],
                    [0],
                    null,
                    null
                )
            );
        }
        return call.Emit.Linear(all, layout, blocks.ToImmutable());
    }

    private static Tensor Product(OperatorCall call, Tensor all, Layout layout, List<int>[] parts, int most)
    {
        int one = all.Layout.Count;
        var result = Factor(0);
        for (int k = 1; k < most; k++)
            result = call.Emit.Binary(BinaryOperation.Multiply, result, Factor(k), k == most - 1 ? "" : $"product{k}");
        return result;

        Tensor Factor(int k) =>
            call.Emit.Map([all, Constants.Scalar(1)], layout, [.. parts.Select(p => k < p.Count ? p[k] : one)], $"factor{k}");
    }
}
