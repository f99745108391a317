using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>The labels of a classifier's classes. Labels that are texts do not exist in firmware: there a class
/// is its position in their list.</summary>
/// <param name="Values">One for each class.</param>
internal sealed record ClassLabels(ImmutableArray<long> Values)
{
    /// <param name="call">The node.</param>
    /// <param name="integers">Name of the attribute with integer labels.</param>
    /// <param name="texts">Name of the attribute with text labels.</param>
    public static ClassLabels Read(OperatorCall call, string integers = "classlabels_int64s", string texts = "classlabels_strings")
    {
        if (call.Integers(integers) is { Length: > 0 } values)
            return new([.. values]);
        if (call.Texts(texts) is { Length: > 0 } names)
            return new([.. names.Select((_, i) => (long)i)]);
        throw FastAIException.BadInput("it states no class labels");
    }

    public int Count => Values.Length;

    /// <summary>The label of a class, given 0 or 1.</summary>
    public VariableTensor OfBit(Emitter emit, VariableTensor bit, long whenZero, long whenOne)
    {
        var integer = bit with { Kind = ElementKind.Integer };
        return whenZero == 0 && whenOne == 1 ? integer : emit.Scale(integer, whenOne - whenZero, whenZero);
    }

    /// <summary>The label of the greatest score of each row, the first of several.</summary>
    /// <param name="emit">Gets the nodes.</param>
    /// <param name="scores">Rows of scores.</param>
    /// <param name="classes">The classes that may win, ascending.</param>
    public VariableTensor OfGreatest(Emitter emit, VariableTensor scores, int[] classes)
    {
        var rows = scores.Layout.Removed(1);
        bool plain = classes.Select((c, i) => Values[c] == i).All(same => same);
        if (plain)
            return emit.Reduce(ReduceOperation.ArgMaxFirst, scores, rows, classes.Length, [.. classes]);
        var position = emit.Reduce(
            ReduceOperation.ArgMaxFirst,
            scores,
            scores.Layout.WithExtent(1, 1),
            classes.Length,
            [.. classes],
            "position"
        );
        var chosen = emit.Binary(
            BinaryOperation.Equal,
            position,
            new IntegerConstant(
                new Layout([classes.Length]),
                ElementKind.Integer,
                [.. Enumerable.Range(0, classes.Length).Select(i => (long)i)]
            ),
            "chosen"
        );
        var block = new LinearBlock(
            classes.Length,
            1,
            [.. IndexMaps.Range(classes.Length)],
            [0],
            [.. classes.Select(c => (double)Values[c])],
            [0],
            null,
            null
        );
        return emit.Linear(chosen with { Kind = ElementKind.Integer }, rows, [block]);
    }
}
