namespace Scriban.Runtime;

/// <summary>
/// Where names are looked up. A name without <c>$</c> is searched from the innermost global scope outwards, in each its loops before its
/// variables, and is assigned in the innermost. A name with <c>$</c> is searched in the innermost local scope alone.
/// </summary>
internal sealed class Scopes
{
    private readonly List<GlobalScope> _globals = [];
    private readonly List<LocalScope> _locals = [];

    public ScriptObject Global => _globals[^1].Variables;

    public LocalScope Local => _locals[^1];

    public int GlobalCount => _globals.Count;

    public LoopFrame? InnermostLoop
    {
        get
        {
            for (int i = _globals.Count - 1; i >= 0; i--)
            {
                if (_globals[i].Loops is [.., var loop]) return loop;
            }

            return null;
        }
    }

    public void PushGlobal(ScriptObject variables) => _globals.Add(new GlobalScope(variables));

    public void PopGlobal() => _globals.RemoveAt(_globals.Count - 1);

    public void PushLocal(ScriptArray? arguments) => _locals.Add(new LocalScope(arguments));

    public void PopLocal() => _locals.RemoveAt(_locals.Count - 1);

    public LoopFrame EnterLoop(string variable, bool isLocal, long length)
    {
        // No name without `$` equals the variable of a local loop, so its frame can stand among the global ones, for `for.index` and the
        // like.
        var loop = new LoopFrame(isLocal ? "$" + variable : variable, length);
        _globals[^1].Loops.Add(loop);
        if (isLocal) Local.Loops.Add(loop);
        return loop;
    }

    public void ExitLoop(bool isLocal)
    {
        List<LoopFrame> loops = _globals[^1].Loops;
        loops.RemoveAt(loops.Count - 1);
        if (isLocal) Local.Loops.RemoveAt(Local.Loops.Count - 1);
    }

    public bool TryGetGlobal(string name, out object? value)
    {
        for (int i = _globals.Count - 1; i >= 0; i--)
        {
            GlobalScope scope = _globals[i];
            List<LoopFrame> loops = scope.Loops;
            for (int j = loops.Count - 1; j >= 0; j--)
            {
                if (loops[j].Variable != name) continue;
                value = loops[j].Value;
                return true;
            }

            if (scope.Variables.TryGet(name, out value)) return true;
        }

        value = null;
        return false;
    }

    public bool TryGetLocal(string name, out object? value)
    {
        List<LoopFrame> loops = Local.Loops;
        for (int j = loops.Count - 1; j >= 0; j--)
        {
            if (!loops[j].Variable.AsSpan(1).SequenceEqual(name)) continue;
            value = loops[j].Value;
            return true;
        }

        return Local.TryGet(name, out value);
    }
}
