using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Execution;

/// <summary>Brings results from event-major tensors to one event after another, runs of neighbouring elements at a time.</summary>
internal sealed unsafe class EventOutputs
{
    private readonly EventRun[] runs;
    private readonly int outputCount;
    private readonly ShortTransfer transfer;

    /// <param name="outputs">Where each element of an event is found.</param>
    /// <param name="transfer">Moves many.</param>
    public EventOutputs(EventElement[] outputs, ShortTransfer transfer)
    {
        (outputCount, this.transfer) = (outputs.Length, transfer);
        var found = new List<EventRun>();
        for (int i = 0; i < outputs.Length; )
        {
            var (tensor, place) = (outputs[i].Tensor, outputs[i].Place);
            int n = 1;
            while (i + n < outputs.Length && outputs[i + n].Tensor == tensor && outputs[i + n].Place == place + n)
                n++;
            found.Add(new EventRun(tensor.Base + place * tensor.ElementBytes, tensor.Stride, tensor.ElementBytes, tensor.Offset, i, n));
            i += n;
        }
        runs = [.. found];
    }

    /// <summary>All results, where they lie one after another.</summary>
    public EventRun? Single => runs is [var run] ? run : null;

    /// <summary>Whether results are the elements of a tensor in their order and nothing else.</summary>
    public bool Are(EventTensor tensor) =>
        runs is [var run]
        && run.From == tensor.Base
        && run.Stride == tensor.Stride
        && run.Count == tensor.Width
        && run.Count == outputCount;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Unpack<T>(byte* tile, T* target, int events)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var (from, stride, bytes, offset, element, count) in runs)
        {
            // Where nothing lies between the events, all are one row.
            var (rows, length) = count == outputCount && stride == count * bytes ? (1, count * events) : (events, count);
            if (typeof(T) == typeof(short) && bytes < sizeof(int) && length >= transfer.Lanes)
                for (int e = 0; e < rows; e++)
                    transfer.Out(tile + from + (nint)e * stride, bytes, offset, (short*)(target + element + (nint)e * outputCount), length);
            else if (bytes == sizeof(T) && rows > 1)
                Copy(tile + from, stride, (byte*)(target + element), outputCount * sizeof(T), count * sizeof(T), events);
            else
                for (int e = 0; e < rows; e++)
                    Widening.Copy(tile + from + (nint)e * stride, bytes, target + element + (nint)e * outputCount, length, offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UnpackOne<T>(byte* tile, T* target)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < runs.Length; i++)
        {
            ref readonly var run = ref runs[i];
            if (run.Bytes == sizeof(T))
                Copy(tile + run.From, (byte*)(target + run.Element), run.Count * sizeof(T));
            else
                Widening.Copy(tile + run.From, run.Bytes, target + run.Element, run.Count, run.Offset);
        }
    }

    /// <summary>The last eight bytes overlap those before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* from, byte* to, int bytes)
    {
        int i = 0;
        if (bytes >= sizeof(long))
        {
            for (; i < bytes - sizeof(long); i += sizeof(long))
                *(long*)(to + i) = *(long*)(from + i);
            *(long*)(to + bytes - sizeof(long)) = *(long*)(from + bytes - sizeof(long));
            return;
        }
        for (; i < bytes; i += sizeof(short))
            *(short*)(to + i) = *(short*)(from + i);
    }

    /// <summary>Sixteen or thirty-two bytes at a time; what that writes behind a run of a single one is written again by the next
    /// event, save for the last events.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(byte* from, int stride, byte* to, int toStride, int bytes, int events)
    {
        int whole = runs.Length > 1 ? 0 : Math.Max(0, events - (Vector256<byte>.Count + toStride - 1) / toStride);
        if (bytes <= Vector128<byte>.Count)
            for (int e = 0; e < whole; e++, from += stride, to += toStride)
                Vector128.Load(from).Store(to);
        else
            for (int e = 0; e < whole; e++, from += stride, to += toStride)
            for (int i = 0; i < bytes; i += Vector256<byte>.Count)
                Vector256.Load(from + i).Store(to + i);
        for (int e = whole; e < events; e++, from += stride, to += toStride)
            Copy(from, to, bytes);
    }
}
