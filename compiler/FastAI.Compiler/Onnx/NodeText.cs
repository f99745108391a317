using FastAI.Compiler.Onnx.Proto;

namespace FastAI.Compiler.Onnx;

/// <summary>How messages name a node.</summary>
internal static class NodeText
{
    /// <summary>node 'name' (operator Type): the first output's name when the node has none; the domain when it is not ONNX's.</summary>
    public static string Of(NodeProto node)
    {
        string name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(output => output.Length > 0, "");
        string domain = node.Domain is "" or "ai.onnx" ? "" : $", domain {node.Domain}";
        return $"node '{Printable(name)}' (operator {Printable(node.OpType)}{Printable(domain)})";
    }

    /// <summary>One line of bounded length, whatever the file holds.</summary>
    public static string Printable(string text) => Printable(text, 200);

    /// <summary>A message as one line of bounded length: room for the node's name and type, the reason and what to change.</summary>
    public static string Message(string text) => Printable(text, 1000);

    private static string Printable(string text, int most)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return line.Length <= most ? line : line[..most] + "...";
    }
}
