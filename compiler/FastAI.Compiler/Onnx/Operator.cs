namespace FastAI.Compiler.Onnx;

/// <summary>
/// The declaration of one ONNX operator and how it is imported. Stated once: the importer, the checks and the documentation all read
/// it.
/// </summary>
/// <param name="name">Name in its domain.</param>
/// <param name="attributes">All attributes that are understood; a node with another one is refused.</param>
internal abstract class Operator(string name, params OperatorAttribute[] attributes)
{
    public string Name { get; } = name;

    /// <summary>"" for ONNX itself.</summary>
    public virtual string Domain => "";

    /// <summary>The first operator set of the domain that has it.</summary>
    public virtual int FirstOpset => 1;

    /// <summary>The last operator set of the domain that has it.</summary>
    public virtual int LastOpset => int.MaxValue;

    public IReadOnlyList<OperatorAttribute> Attributes { get; } = attributes;

    /// <summary>What is not supported or worth knowing, for the documentation; empty when there is nothing to say.</summary>
    public virtual string Remarks => "";

    /// <summary>Builds the graph's nodes for one ONNX node and returns its results through the call.</summary>
    public abstract void Import(OperatorCall call);
}
