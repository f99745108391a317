namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Turns the rows of a search state into adders.</summary>
internal sealed class GraphAssembly
{
    private readonly SearchState _state;
    private readonly GraphBuilder _builder;
    private readonly PlacedValue?[] _values;

    private GraphAssembly(SearchState state, ConstantMatrixProblem problem)
    {
        _state = state;
        _builder = new GraphBuilder(problem);
        _values = new PlacedValue?[state.Nodes.Count];
        for (int i = 0; i < state.FirstRow; i++)
        {
            _values[i] = new PlacedValue(state.Matrix.SourceOf(i), 0, false);
        }
    }

    /// <summary>Builds and proves the graph of the whole problem.</summary>
    public static ShiftAddGraph Build(SearchState state, ConstantMatrixProblem problem)
    {
        var assembly = new GraphAssembly(state, problem);
        int exact = state.Tree.ExactDigits;
        state.Tree.ExactDigits = RowTree.LargestSubset;
        var columns = new PlacedValue[state.Matrix.Outputs];
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j] = assembly.ValueOf(state.FirstRow + j);
        }

        state.Tree.ExactDigits = exact;
        return assembly._builder.Build(state.Matrix.Place(columns));
    }

    private PlacedValue ValueOf(int row)
    {
        var pending = new Stack<int>();
        pending.Push(row);
        while (pending.TryPeek(out int next))
        {
            bool ready = true;
            foreach (int term in _state.Rows.Nodes(next))
            {
                if (_values[term] == null)
                {
                    pending.Push(term);
                    ready = false;
                }
            }

            if (ready)
            {
                pending.Pop();
                _values[next] ??= Join(next);
            }
        }

        return _values[row]!.Value;
    }

    private PlacedValue Join(int row)
    {
        var parts = new List<PlacedValue>();
        Span<(int Shift, int Sign)> digits = stackalloc (int, int)[64];
        ReadOnlySpan<int> nodes = _state.Rows.Nodes(row);
        ReadOnlySpan<long> coefficients = _state.Rows.Coefficients(row);
        for (int i = 0; i < nodes.Length; i++)
        {
            int count = SignedDigits.Split(coefficients[i], digits);
            for (int d = 0; d < count; d++)
            {
                parts.Add(_values[nodes[i]]!.Value.Times(digits[d].Shift, digits[d].Sign < 0));
            }
        }

        foreach ((int left, int right) in _state.Tree.Plan(row, _state.LevelOf(row)))
        {
            parts.Add(_builder.Add(parts[left], parts[right]));
        }

        return parts[^1];
    }
}
