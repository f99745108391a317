using System.Globalization;
using System.Text;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Agreement;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>Draws the model as boxes in layers from top to bottom, one box for each tensor of the float model.</summary>
internal static class NetworkDrawing
{
    private const int BoxWidth = 210,
        BoxHeight = 58,
        GapX = 24,
        GapY = 34,
        Margin = 8,
        MaxBoxes = 80,
        MaxText = 28;

    internal static string Of(ReportContent content)
    {
        var boxes = Boxes(content.Graph, content.Build.Tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal));
        int hidden = Math.Max(0, boxes.Count - MaxBoxes);
        boxes = boxes.Take(MaxBoxes).ToDictionary(b => b.Key, b => b.Value);
        var places = Place(boxes);
        int columns = places.Values.Max(p => p.Column) + 1,
            rows = places.Values.Max(p => p.Row) + 1;
        int width = columns * (BoxWidth + GapX) - GapX + 2 * Margin,
            height = rows * (BoxHeight + GapY) - GapY + 2 * Margin + (hidden > 0 ? 24 : 0);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg class=\"network\" viewBox=\"0 0 {width} {height}\" style=\"max-width:{width}px\" role=\"img\" aria-label=\"network\" data-boxes=\"{boxes.Count}\">"
        );
        foreach (var (node, sources) in boxes)
        foreach (int source in sources.Where(boxes.ContainsKey))
            Edge(svg, Corner(places, source), Corner(places, node));
        foreach (int node in boxes.Keys)
            Box(svg, content, node, Corner(places, node));
        if (hidden > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{height - 8}\">and {hidden} more</text>");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The nodes that are drawn and, for each, the drawn nodes that it reads, through whatever lies between.</summary>
    private static Dictionary<int, SortedSet<int>> Boxes(FixedGraph graph, HashSet<string> tensors)
    {
        var boxes = new Dictionary<int, SortedSet<int>>();
        var reads = new SortedSet<int>[graph.Nodes.Length];
        var outputs = graph.Outputs.Select(o => o.Node).ToHashSet();
        for (int n = 0; n < reads.Length; n++)
        {
            var node = graph.Nodes[n];
            reads[n] = [.. node.Operands.SelectMany(o => boxes.ContainsKey(o) ? [o] : reads[o])];
            if (node is InputNode || outputs.Contains(n) || (tensors.Contains(node.Name) && node is not ConstantNode))
                boxes[n] = reads[n];
        }
        return boxes;
    }

    private static Dictionary<int, (int Row, int Column)> Place(Dictionary<int, SortedSet<int>> boxes)
    {
        var places = new Dictionary<int, (int Row, int Column)>();
        var filled = new Dictionary<int, int>();
        foreach (var (node, sources) in boxes.OrderBy(b => b.Key))
        {
            int row = sources.Where(places.ContainsKey).Select(s => places[s].Row + 1).DefaultIfEmpty(0).Max();
            int column = filled.GetValueOrDefault(row);
            filled[row] = column + 1;
            places[node] = (row, column);
        }
        return places;
    }

    private static (int X, int Y) Corner(Dictionary<int, (int Row, int Column)> places, int node) =>
        (Margin + places[node].Column * (BoxWidth + GapX), Margin + places[node].Row * (BoxHeight + GapY));

    private static void Edge(StringBuilder svg, (int X, int Y) from, (int X, int Y) to)
    {
        int x = from.X + BoxWidth / 2,
            y = from.Y + BoxHeight,
            u = to.X + BoxWidth / 2,
            v = to.Y;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{x} {y}C{x} {y + 20} {u} {v - 20} {u} {v - 5}\"/><path class=\"tip\" d=\"M{u - 4} {v - 7}L{u} {v}L{u + 4} {v - 7}Z\"/>"
        );
    }

    private static void Box(StringBuilder svg, ReportContent content, int node, (int X, int Y) at)
    {
        var (graph, tensor) = (content.Graph, content.Graph.Nodes[node]);
        string kind =
            tensor is InputNode ? "input"
            : graph.Outputs.Any(o => o.Node == node) ? "output"
            : "inner";
        var layer = content.Agreement?.Layers.FirstOrDefault(l => l.Tensor == tensor.Name);
        if (layer?.Unexplained is not null)
            kind += " bad";
        string name = graph.Outputs.FirstOrDefault(o => o.Node == node)?.Name ?? tensor.Name;
        string operation = content.Build.Tensors.FirstOrDefault(t => TensorNames.BelongsTo(tensor.Name, t.Name))?.Origin.Split(' ')[0]
            ?? tensor.GetType().Name.Replace("Node", "", StringComparison.Ordinal);
        string format =
            tensor.Type.Elements.Stored.Select(e => e.Format).Distinct().Count() == 1
                ? tensor.Type[0].Format.ToString()
                : $"{tensor.Type[0].Format}, ...";
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<g class=\"{kind}\"><rect x=\"{at.X}\" y=\"{at.Y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"6\"/>"
        );
        Text(svg, "name", at.X + 10, at.Y + 19, name);
        Text(svg, "", at.X + 10, at.Y + 35, $"{operation} {tensor.Type.Shape}");
        Text(svg, "", at.X + 10, at.Y + 50, format);
        svg.Append("</g>");
    }

    private static void Text(StringBuilder svg, string style, int x, int y, string text) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{PageHtml.Encode(text.Length <= MaxText ? text : text[..(MaxText - 1)] + "…")}</text>"
        );
}
