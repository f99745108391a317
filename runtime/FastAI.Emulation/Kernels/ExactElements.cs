using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>Element by element and event by event in 128-bit integers: for the rare operation whose
/// aligned operands leave 64 bits.</summary>
/// <param name="from">For each element of the result its operands' rows.</param>
/// <param name="to">Rows of the result.</param>
/// <param name="evaluate">From an element's index and its operands' mantissas to its mantissa.</param>
/// <param name="events">Events of a tile.</param>
internal sealed unsafe class ExactElements(Row[][] from, Row[] to, Func<int, long[], long> evaluate, int events) : Step
{
    public override void Run(byte* tile)
    {
        for (int i = 0; i < to.Length; i++)
        {
            var operands = new long[from[i].Length];
            for (int e = 0; e < events; e++)
            {
                for (int k = 0; k < operands.Length; k++)
                    operands[k] = ScalarRows.Read(tile, from[i][k], e, events);
                ScalarRows.Write(tile, to[i], e, evaluate(i, operands), events);
            }
        }
    }
}
