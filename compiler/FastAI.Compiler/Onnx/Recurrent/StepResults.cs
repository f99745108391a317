using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Recurrent;

/// <summary>Where each vector of the outputs Y, Y_h and Y_c is found; what a short sequence leaves out of Y is zero.</summary>
internal sealed class StepResults(int steps, int directions, int rows, int hidden, Layout x, bool rowsFirst)
{
    private readonly (VariableTensor Tensor, int Row)?[] all = new (VariableTensor, int)?[steps * directions * rows];
    private readonly (VariableTensor Tensor, int Row)?[] lastHidden = new (VariableTensor, int)?[directions * rows];
    private readonly (VariableTensor Tensor, int Row)?[] lastCell = new (VariableTensor, int)?[directions * rows];

    /// <summary>The hidden state of some rows after a step.</summary>
    public void AddStep(int step, int direction, int[] group, VariableTensor state)
    {
        for (int i = 0; i < group.Length; i++)
            all[StepIndex(step, direction, group[i])] = (state, i);
    }

    /// <summary>The states of some rows after their last step.</summary>
    public void AddLast(int direction, int[] group, VariableTensor state, VariableTensor? cell)
    {
        for (int i = 0; i < group.Length; i++)
        {
            int index = LastIndex(direction, group[i]);
            lastHidden[index] = (state, i);
            if (cell is not null)
                lastCell[index] = (cell, i);
        }
    }

    public void Return(OperatorCall call)
    {
        int[] extents = rowsFirst ? [rows, steps, directions, hidden] : [steps, directions, rows, hidden];
        int[] lastExtents = rowsFirst ? [rows, directions, hidden] : [directions, rows, hidden];
        Assemble(call, 0, all, Layout(extents, rowsFirst ? 0 : 2));
        Assemble(call, 1, lastHidden, Layout(lastExtents, rowsFirst ? 0 : 1));
        if (lastCell[0] is not null)
            Assemble(call, 2, lastCell, Layout(lastExtents, rowsFirst ? 0 : 1));
    }

    private Layout Layout(int[] extents, int rowAxis) => new([.. extents], x.HasBatch ? rowAxis : -1, x.Outer);

    private int StepIndex(int step, int direction, int row) =>
        rowsFirst ? (row * steps + step) * directions + direction : (step * directions + direction) * rows + row;

    private int LastIndex(int direction, int row) => rowsFirst ? row * directions + direction : direction * rows + row;

    private void Assemble(OperatorCall call, int output, (VariableTensor Tensor, int Row)?[] vectors, Layout layout)
    {
        if (!call.Wants(output))
            return;
        var sources = new List<Tensor>();
        var starts = new Dictionary<int, int>();
        int end = 0;
        int Start(int key, Tensor tensor)
        {
            if (starts.TryGetValue(key, out int start))
                return start;
            sources.Add(tensor);
            starts.Add(key, end);
            end += tensor.Layout.Count;
            return end - tensor.Layout.Count;
        }
        var map = new int[layout.Count];
        for (int v = 0; v < vectors.Length; v++)
        {
            int start = vectors[v] is var (tensor, row) ? Start(tensor.Node, tensor) + row * hidden : -1;
            if (start < 0)
                start = Start(-1, new RealConstant(new Layout([hidden]), [.. new double[hidden]], null));
            for (int k = 0; k < hidden; k++)
                map[v * hidden + k] = start + k;
        }
        call.Return(call.Emit.For(call.OutputName(output)).Map([.. sources], layout, map), output);
    }
}
