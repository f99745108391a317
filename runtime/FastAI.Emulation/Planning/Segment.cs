namespace FastAI.Emulation.Planning;

/// <summary>Steps that run tile by tile, and the wide step that follows them, if any.</summary>
internal readonly record struct Segment(Step[] Steps, WideStep? Wide)
{
    public static Segment[] Of(Stage[] stages)
    {
        var segments = new List<Segment>();
        var steps = new List<Step>();
        foreach (var stage in stages)
        {
            if (stage is Step step)
            {
                steps.Add(step);
                continue;
            }
            segments.Add(new Segment([.. steps], (WideStep)stage));
            steps.Clear();
        }
        if (steps.Count > 0)
            segments.Add(new Segment([.. steps], null));
        return [.. segments];
    }
}
