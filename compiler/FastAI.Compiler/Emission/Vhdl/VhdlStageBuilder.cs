using System.Collections.Immutable;
using System.Globalization;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Collects the words of a stage.</summary>
internal sealed class VhdlStageBuilder(int number)
{
    private readonly ImmutableArray<VhdlSignal>.Builder variables = ImmutableArray.CreateBuilder<VhdlSignal>();
    private readonly ImmutableArray<string>.Builder registers = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<VhdlInstance>.Builder instances = ImmutableArray.CreateBuilder<VhdlInstance>();
    private readonly ImmutableArray<VhdlLutCell>.Builder cells = ImmutableArray.CreateBuilder<VhdlLutCell>();
    private readonly ImmutableArray<VhdlCarryCell>.Builder carries = ImmutableArray.CreateBuilder<VhdlCarryCell>();
    private readonly List<(string Layer, ImmutableArray<string>.Builder Statements)> groups = [];

    /// <summary>Adds a word; consecutive words of one layer make a group.</summary>
    public void Add(string layer, VhdlSignal variable, string statement)
    {
        variables.Add(variable);
        if (groups.Count == 0 || groups[^1].Layer != layer)
            groups.Add((layer, ImmutableArray.CreateBuilder<string>()));
        if (statement.Length > 0)
            groups[^1].Statements.Add(statement);
    }

    /// <summary>Adds a statement of a layer that has one in this stage already.</summary>
    public void Add(string layer, string statement) => groups.Last(g => g.Layer == layer).Statements.Add(statement);

    /// <summary>Adds a word that an instance computes.</summary>
    public void Add(VhdlSignal variable, VhdlInstance instance)
    {
        variables.Add(variable);
        instances.Add(instance);
    }

    /// <summary>Adds a word that an instance of a table computes; null when the instance is added with another word.</summary>
    public void Add(VhdlSignal variable, VhdlLutCell? cell)
    {
        variables.Add(variable);
        if (cell is not null)
            cells.Add(cell);
    }

    /// <summary>Adds a table of a word whose signals are there.</summary>
    public void Add(VhdlLutCell cell) => cells.Add(cell);

    /// <summary>Adds a part of a carry chain of a word whose signals are there.</summary>
    public void Add(VhdlCarryCell carry) => carries.Add(carry);

    /// <summary>Adds a register behind the stage.</summary>
    public void Keep(string register, string source) => registers.Add($"{register} <= {source};");

    /// <summary>Adds a register behind the stage that is loaded when an event stands there.</summary>
    public void Load(string register, string source) =>
        registers.Add(string.Create(CultureInfo.InvariantCulture, $"if valid({number - 1}) = '1' then {register} <= {source}; end if;"));

    /// <summary>Adds a statement of the edge at the end of the stage.</summary>
    public void Write(string statement) => registers.Add(statement);

    public VhdlStage Build() =>
        new(
            number,
            variables.ToImmutable(),
            [.. groups.Select(g => new VhdlGroup(Comment.OneLine(g.Layer), g.Statements.ToImmutable()))],
            registers.ToImmutable(),
            instances.ToImmutable(),
            cells.ToImmutable(),
            carries.ToImmutable()
        );
}
