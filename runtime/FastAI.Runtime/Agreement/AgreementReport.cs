using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Runtime.Agreement.Layers;
using FastAI.Runtime.Agreement.Physics;
using FastAI.Runtime.Streaming;

namespace FastAI.Runtime.Agreement;

/// <summary>The float model (ONNX Runtime) against the fixed-point model (emulator, the bits of the
/// firmware) on one set of events.</summary>
public sealed record AgreementReport
{
    /// <summary>Name of the top entity.</summary>
    public required string Entity { get; init; }

    /// <summary>SHA-256 of the compiled model.</summary>
    public required string Model { get; init; }

    /// <summary>The data's file name.</summary>
    public required string Data { get; init; }

    /// <summary>Events compared.</summary>
    public required long Events { get; init; }

    public required ImmutableArray<InputAgreement> Inputs { get; init; }

    public required ImmutableArray<OutputAgreement> Outputs { get; init; }

    /// <summary>Every Quantize of the model: how many values it limited.</summary>
    public required ImmutableArray<SaturationCount> Saturations { get; init; }

    /// <summary>Tensor by tensor, in the order of the model; empty where the float model exposes none.</summary>
    public required ImmutableArray<LayerAgreement> Layers { get; init; }

    /// <summary>Decision trees: events whose paths are not those of the float model; empty without trees whose tested
    /// values the float model exposes.</summary>
    public ImmutableArray<TreePaths> Paths { get; init; } = [];

    /// <summary>A few events in full; empty where no input is a series of samples.</summary>
    public ImmutableArray<EventExample> Examples { get; init; } = [];

    /// <summary>Outputs of one number an event over the first events.</summary>
    public ImmutableArray<OutputTrace> Traces { get; init; } = [];

    /// <summary>What the recorder's firmware computed against the fixed-point model; empty where nothing is recorded.</summary>
    public ImmutableArray<ResultAgreement> Recorded { get; init; } = [];

    /// <summary>Figures against true values; null without.</summary>
    public required PhysicsReport? Physics { get; init; }

    /// <summary>Speed of both in the same run; null unless asked for.</summary>
    public required SpeedReport? Speed { get; init; }

    /// <summary>What is not as promised; empty when the models agree as they should.</summary>
    public required ImmutableArray<string> Violations { get; init; }

    /// <summary>The first tensor whose difference its own formats do not explain; null when all are explained.</summary>
    public LayerAgreement? FirstDivergence => Layers.FirstOrDefault(layer => layer.Unexplained is not null);

    public bool Agrees => Violations.IsEmpty;
}
