using System.Collections.Immutable;
using System.Numerics;
using FastAI.Compiler.ConstantMatrix;
using FastAI.Compiler.ConstantMatrix.Ternary;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// What each adder of a graph of adders of up to three operands adds beside its operands, so that no adder extends a sign. Every sum stands
/// for its value plus an offset that makes it a sum of unsigned words: of a signed operand the top bit counts as inverted, of a subtracted
/// one all bits. What the offsets come to at an output, less the bias, goes bit by bit to places of
/// its tree's columns that no operand uses.
/// </summary>
internal sealed class TernaryOffsets
{
    private readonly TernaryGraph graph;
    private readonly List<TernaryTerm[]> terms;
    private readonly List<Interval> exact;
    private readonly List<Interval> ranges;
    private readonly List<long> offsets;
    private readonly List<long> extra;
    private readonly List<long> constants;
    private readonly List<int> uses;

    /// <summary>In a tree of adders that only one output reads, the adder that reads each; of no meaning for others.</summary>
    private readonly List<int> parents;

    /// <summary>Tables of each adder, and the bits of its constant that have no place.</summary>
    private readonly List<(int Luts, ulong Left)> columns;
    private readonly int[] depths;

    /// <summary>What <see cref="Change"/> has overwritten, the last first.</summary>
    private readonly Stack<(int Node, long Constant, long Offset, Interval Range, (int Luts, ulong Left) Columns)> undo = new();

    /// <param name="problem">The matrix.</param>
    /// <param name="graph">Its adders.</param>
    /// <param name="bias">What each output adds.</param>
    public TernaryOffsets(ConstantMatrixProblem problem, TernaryGraph graph, ImmutableArray<long> bias)
    {
        this.graph = graph;
        terms = [.. graph.Nodes.Select(n => n.Terms.ToArray())];
        exact = [.. graph.Coefficients.Select(c => problem.RangeOf(c)).Select(r => new Interval(r.Low, r.High))];
        ranges = [.. exact];
        offsets = [.. new long[exact.Count]];
        extra = [.. offsets];
        constants = [.. offsets];
        uses = [.. new int[exact.Count]];
        parents = [.. uses];
        columns = [.. new (int, ulong)[exact.Count]];
        depths = new int[exact.Count];
        problem.Depth.CopyTo(depths);
        foreach (TernaryTerm term in terms.SelectMany(t => t))
            uses[term.Node]++;
        foreach (TernaryTerm? output in graph.Outputs)
            if (output is { } o)
                uses[o.Node]++;
        for (int i = graph.Inputs; i < depths.Length; i++)
        {
            depths[i] = 1 + terms[i - graph.Inputs].Max(t => depths[t.Node]);
            Update(i, null);
        }
        var outputs = ImmutableArray.CreateBuilder<(TernaryTerm? Root, long Remainder)>(bias.Length);
        for (int m = 0; m < bias.Length; m++)
            outputs.Add(Output(graph.Outputs[m], bias[m]));
        Outputs = outputs.MoveToImmutable();
    }

    /// <summary>For each output the term that it is, and what is left to be added to it.</summary>
    public ImmutableArray<(TernaryTerm? Root, long Remainder)> Outputs { get; }

    /// <summary>The terms of an adder; an intermediate that one adder alone reads may have changed its sign. An adder beyond those of the
    /// graph has one term and its constant.</summary>
    public IReadOnlyList<TernaryTerm> Terms(int node) => terms[node];

    /// <summary>What an adder adds beside its terms.</summary>
    public long Constant(int node) => constants[graph.Inputs + node];

    private (TernaryTerm? Root, long Remainder) Output(TernaryTerm? output, long bias)
    {
        if (output is not { } root)
            return (null, bias);
        if (root.Node < graph.Inputs || uses[root.Node] > 1)
            return (root, bias - (TernaryGraph.Factor(root) * offsets[root.Node]));
        List<int> tree = Tree(root.Node);
        if (root.Negate && Negated(root.Node))
            root = root with { Negate = false };
        long target = (root.Negate ? -bias : bias) >> root.Shift,
            rest = bias - (TernaryGraph.Factor(root) * target);
        State best = Place(tree, root.Node, target);
        for (int k = 0; k < tree.Count - 1 && best.Rest != 0; k++)
        {
            // the other sign of an intermediate makes another constant
            if (!Flip(tree, tree[k]))
                continue;
            State other = Place(tree, root.Node, target);
            if (other.CompareTo(best) < 0)
                best = other;
            else
                Flip(tree, tree[k]);
        }
        Restore(tree, best);
        State placed = Evaluate(tree, root.Node, target);
        if (placed.Rest == 0 || AddEarly(tree, root.Node, target, placed))
            return (root, rest);
        // the rest modulo 2^width, nearest to zero
        int width = ranges[root.Node].Width;
        long left = (long)(placed.Rest << (64 - width)) >> (64 - width);
        Evaluate(tree, root.Node, target - left);
        return (root, rest + (TernaryGraph.Factor(root) * left));
    }

    /// <summary>
    /// Adds what is left of the constant to an input of the tree, or a sum that others share, that is there a level before its adder needs
    /// it, so that no level is added.
    /// </summary>
    private bool AddEarly(List<int> tree, int root, long target, State placed)
    {
        int width = ranges[root].Width;
        foreach (var (adder, shift, negate) in Places(tree, root))
        {
            TernaryTerm[] own = terms[adder - graph.Inputs];
            for (int k = 0; k < own.Length; k++)
            {
                TernaryTerm term = own[k];
                int zeros = shift + term.Shift;
                bool isOwn = term.Node >= graph.Inputs && uses[term.Node] == 1;
                if (
                    isOwn
                    || term.Node >= depths.Length
                    || depths[term.Node] + 1 >= depths[adder]
                    || BitOperations.TrailingZeroCount(placed.Rest) < zeros
                )
                    continue;
                int node = exact.Count;
                terms.Add([new(term.Node, 0, false)]);
                exact.Add(exact[term.Node]);
                ranges.Add(default);
                offsets.Add(0);
                extra.Add(0);
                constants.Add(0);
                uses.Add(1);
                parents.Add(adder);
                columns.Add(default);
                own[k] = term with { Node = node };
                tree.Insert(0, node);
                State state = Place(tree, root, target);
                for (int tries = 0; tries < 4 && state.Rest != 0; tries++)
                {
                    long left = (long)(state.Rest << (64 - width)) >> (64 - width);
                    extra[node] += (negate ^ term.Negate ? -left : left) >> zeros;
                    state = Evaluate(tree, root, target);
                    if (!state.IsValid || BitOperations.TrailingZeroCount(state.Rest) < zeros)
                        break;
                }
                if (state is { IsValid: true, Rest: 0 })
                    return true;
                own[k] = term;
                tree.RemoveAt(0);
                foreach (
                    System.Collections.IList list in (System.Collections.IList[])
                        [terms, exact, ranges, offsets, extra, constants, uses, parents, columns]
                )
                    list.RemoveAt(list.Count - 1);
                Evaluate(tree, root, target);
            }
        }
        return false;
    }

    /// <summary>The adders that only this output reads, operands first, its own last.</summary>
    private List<int> Tree(int root)
    {
        var tree = new List<int>();
        var open = new Stack<int>([root]);
        while (open.TryPop(out int node))
        {
            tree.Add(node);
            foreach (TernaryTerm term in terms[node - graph.Inputs])
                if (term.Node >= graph.Inputs && uses[term.Node] == 1)
                    open.Push(term.Node);
        }
        tree.Sort();
        return tree;
    }

    /// <summary>Puts the bits that the root has no place for into adders below it, lowest first, each
    /// where it costs the fewest tables.</summary>
    private State Place(List<int> tree, int root, long target)
    {
        foreach (int node in tree)
            extra[node] = 0;
        State state = Evaluate(tree, root, target);
        var places = Places(tree, root);
        while (state.Rest != 0)
        {
            int column = BitOperations.TrailingZeroCount(state.Rest);
            (State? State, int Node, long Extra) best = (null, 0, 0);
            foreach (var (node, shift, _) in places)
            {
                if (node == root || shift > column)
                    continue;
                foreach (long bit in (ReadOnlySpan<long>)[1L << (column - shift), -(1L << (column - shift))])
                {
                    State next = Change(state, node, bit, root, target);
                    Undo(node, bit);
                    bool higher = next.Rest == 0 || BitOperations.TrailingZeroCount(next.Rest) > column;
                    if (next.IsValid && higher && (best.State is null || next.Key < best.State.Value.Key))
                        best = (next, node, bit);
                }
            }
            if (best.State is null)
                break;
            state = Change(state, best.Node, best.Extra, root, target);
            undo.Clear();
        }
        return state with { Extra = [.. tree.Select(n => extra[n])] };
    }

    private void Restore(List<int> tree, State state)
    {
        for (int k = 0; k < tree.Count; k++)
            extra[tree[k]] = state.Extra[k];
    }

    /// <summary>The adders of the tree, the root first, each with the zeros that are appended to it
    /// on its way there and its sign.</summary>
    private List<(int Node, int Shift, bool Negate)> Places(List<int> tree, int root)
    {
        var places = new List<(int Node, int Shift, bool Negate)>(tree.Count) { (root, 0, false) };
        for (int k = 0; k < places.Count; k++)
        {
            foreach (TernaryTerm term in terms[places[k].Node - graph.Inputs])
            {
                if (term.Node < graph.Inputs || uses[term.Node] != 1)
                    continue;
                parents[term.Node] = places[k].Node;
                places.Add((term.Node, places[k].Shift + term.Shift, places[k].Negate ^ term.Negate));
            }
        }
        return places;
    }

    /// <summary>Changes the signs of all terms of an intermediate, and its sign where it is read; false, and nothing changes,
    /// where an adder would subtract all.</summary>
    private bool Flip(List<int> tree, int node)
    {
        int parent = tree.First(n => terms[n - graph.Inputs].Any(t => t.Node == node));
        TernaryTerm[] above = terms[parent - graph.Inputs];
        Invert(terms[node - graph.Inputs], _ => true);
        Invert(above, t => t.Node == node);
        if (terms[node - graph.Inputs].All(t => t.Negate) || above.All(t => t.Negate))
        {
            Invert(terms[node - graph.Inputs], _ => true);
            Invert(above, t => t.Node == node);
            return false;
        }
        exact[node] = -exact[node];
        return true;
    }

    /// <summary>Changes the sign of a root that subtracts none of its terms, by that of one of its intermediates too.</summary>
    private bool Negated(int root)
    {
        TernaryTerm[] own = terms[root - graph.Inputs];
        foreach (TernaryTerm term in own)
        {
            if (term.Node < graph.Inputs || uses[term.Node] != 1 || terms[term.Node - graph.Inputs].All(t => !t.Negate))
                continue;
            Invert(own, t => t.Node != term.Node);
            Invert(terms[term.Node - graph.Inputs], _ => true);
            exact[term.Node] = -exact[term.Node];
            exact[root] = -exact[root];
            return true;
        }
        return false;
    }

    private static void Invert(TernaryTerm[] all, Predicate<TernaryTerm> which)
    {
        for (int k = 0; k < all.Length; k++)
            if (which(all[k]))
                all[k] = all[k] with { Negate = !all[k].Negate };
    }

    private State Evaluate(List<int> tree, int root, long target)
    {
        int luts = 0,
            full = 0;
        foreach (int node in tree)
        {
            Update(node, node == root ? target : null);
            columns[node] = Columns(node);
            luts += columns[node].Luts;
            if (node != root && columns[node].Left != 0)
                full++;
        }
        return new(full, columns[root].Left, luts, []);
    }

    /// <summary>
    /// Adds a constant to an adder of an evaluated tree: only the adders between it and the root change. <see cref="Undo"/> takes it back.
    /// </summary>
    private State Change(State state, int node, long bit, int root, long target)
    {
        undo.Clear();
        extra[node] += bit;
        for (int n = node; ; n = parents[n])
        {
            (int Luts, ulong Left) before = columns[n];
            undo.Push((n, constants[n], offsets[n], ranges[n], before));
            Update(n, n == root ? target : null);
            (int Luts, ulong Left) after = columns[n] = Columns(n);
            state = state with { Luts = state.Luts + after.Luts - before.Luts };
            if (n == root)
                return state with { Rest = after.Left };
            state = state with { Full = state.Full + (after.Left != 0 ? 1 : 0) - (before.Left != 0 ? 1 : 0) };
        }
    }

    private void Undo(int node, long bit)
    {
        extra[node] -= bit;
        while (undo.TryPop(out var was))
            (constants[was.Node], offsets[was.Node], ranges[was.Node], columns[was.Node]) = (
                was.Constant,
                was.Offset,
                was.Range,
                was.Columns
            );
    }

    private (int Luts, ulong Left) Columns(int node)
    {
        TernaryTerm[] own = terms[node - graph.Inputs];
        if (own.Length == 1)
            return default;
        SumOperand Operand(TernaryTerm t) => new(ranges[t.Node].Width, ranges[t.Node].Low < 0, t.Shift, t.Negate);
        SumColumns found = SumColumns.Of(
            Operand(own[0]),
            Operand(own[1]),
            own.Length > 2 ? Operand(own[2]) : default,
            constants[node],
            ranges[node].Width
        );
        return (found.Luts, found.Rest);
    }

    /// <summary>The constant, offset and interval of an adder; its offset is given, or what makes its terms
    /// unsigned and <see cref="extra"/>.</summary>
    private void Update(int node, long? target)
    {
        long carried = 0,
            own = extra[node];
        TernaryTerm[] all = terms[node - graph.Inputs];
        foreach (TernaryTerm term in all)
        {
            Interval range = ranges[term.Node];
            carried = checked(carried + (TernaryGraph.Factor(term) * offsets[term.Node]));
            if (all.Length == 1)
                break;
            long top =
                range.Low < 0 ? 1L << (range.Width - 1)
                : term.Negate ? 1L << range.Width
                : 0;
            own = checked(own + ((top - (term.Negate ? 1 : 0)) << term.Shift));
        }
        constants[node] = target is { } offset ? offset - carried : own;
        offsets[node] = carried + constants[node];
        ranges[node] = exact[node] + Interval.Of(offsets[node]);
    }

    /// <summary>How well constants are placed: not at all where adders below the root have no room; then
    /// by what is left, then by tables.</summary>
    private readonly record struct State(int Full, ulong Rest, int Luts, ImmutableArray<long> Extra) : IComparable<State>
    {
        public bool IsValid => Full == 0;

        /// <summary>Tables, and what bits without a place may cost.</summary>
        public int Key => Luts + (4 * BitOperations.PopCount(Rest));

        public int CompareTo(State other) => (!IsValid, Rest != 0, Luts).CompareTo((!other.IsValid, other.Rest != 0, other.Luts));
    }
}
