namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Counted references to all values of a run, so that none is released under it by another thread.</summary>
internal readonly struct ValueLeases : IDisposable
{
    private readonly HandleLease[] leases;

    internal ValueLeases(IReadOnlyCollection<OrtValue> values, Span<nint> pointers)
    {
        leases = new HandleLease[values.Count];
        var index = 0;
        try
        {
            foreach (var value in values)
            {
                leases[index] = value.Handle.Lease();
                pointers[index] = leases[index].Pointer;
                index++;
            }
        }
        catch (ObjectDisposedException)
        {
            Dispose();
            throw;
        }
    }

    // A lease that was never taken is the default one, which releases nothing.
    public void Dispose() => Array.ForEach(leases, lease => lease.Dispose());
}
