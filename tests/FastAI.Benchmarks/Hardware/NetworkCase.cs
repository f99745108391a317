namespace FastAI.Benchmarks.Hardware;

/// <summary>A network that is compiled and synthesised.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Folder">Folder of the model; null when it is absent.</param>
/// <param name="Model">File of the model in <paramref name="Folder"/>; its precision file lies beside it.</param>
/// <param name="ClockMHz">Clock that every stage meets by the delay model.</param>
/// <param name="Device">Family: xcup gives sums of three operands in primitives, versal plain RTL.</param>
/// <param name="Target">LUT and FF that the design has to stay within; null where none is set.</param>
/// <param name="Published">LUT and FF of the best public generator on the same network; null where none is known.</param>
internal sealed record NetworkCase(
    string Name,
    string? Folder,
    string Model,
    double ClockMHz,
    string Device,
    (long Lut, long Ff)? Target,
    (long Lut, long Ff)? Published
);
