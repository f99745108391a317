namespace FastAI.Emulation.Planning;

/// <summary>One stage of an <see cref="EventPlan"/>. Immutable, so that threads may share it.</summary>
internal abstract unsafe class EventStep : SingleStep
{
    /// <summary>The same for one event.</summary>
    public virtual SingleStep Single => this;

    /// <param name="tile">The workspace, 64-byte aligned.</param>
    /// <param name="events">Events to compute, at most those that the plan has room for.</param>
    public abstract void Run(byte* tile, int events);

    public override void RunOne(byte* tile) => Run(tile, 1);
}
