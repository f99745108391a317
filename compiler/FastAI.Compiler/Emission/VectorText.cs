using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FastAI.Model;

namespace FastAI.Compiler.Emission;

/// <summary>Events as text: one line each, in_data or out_data as a hexadecimal number with the highest bits first.</summary>
public static class VectorText
{
    /// <param name="tensors">The ports of one direction.</param>
    /// <param name="mantissas">Event by event all mantissas in order.</param>
    /// <param name="prefix">What stands before the number of each event; null for nothing.</param>
    public static string Write(ImmutableArray<PortTensor> tensors, ReadOnlySpan<long> mantissas, Func<int, string>? prefix = null)
    {
        PortElement[] elements = [.. tensors.SelectMany(t => t.Elements)];
        int digits = (elements[^1].High + 4) / 4;
        var words = new ulong[(elements[^1].High + 64) / 64 + 1];
        var text = new StringBuilder(mantissas.Length / elements.Length * (digits + 1));
        for (int at = 0; at < mantissas.Length; at += elements.Length)
        {
            Array.Clear(words);
            for (int i = 0; i < elements.Length; i++)
            {
                ulong bits = (ulong)mantissas[at + i] & ulong.MaxValue >> (64 - elements[i].Width);
                int word = elements[i].Offset / 64,
                    shift = elements[i].Offset % 64;
                words[word] |= bits << shift;
                if (shift > 0)
                    words[word + 1] |= bits >> (64 - shift);
            }
            if (prefix is not null)
                text.Append(prefix(at / elements.Length)).Append(' ');
            for (int d = digits - 1; d >= 0; d--)
                text.Append("0123456789abcdef"[(int)(words[d / 16] >> (d % 16 * 4) & 15)]);
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Samples of channels as test benches of stream designs read them: kind and channel of each before its in_data.</summary>
    public static string WriteSamples(ImmutableArray<PortTensor> inputs, ReadOnlySpan<long> mantissas, ImmutableArray<StreamTick> ticks) =>
        Write(inputs, mantissas, i => string.Create(CultureInfo.InvariantCulture, $"{ticks[i].Kind} {ticks[i].Channel}"));

    /// <summary>What is due of the samples: whether there is a result before its out_data.</summary>
    public static string WriteResults(ImmutableArray<PortTensor> outputs, ReadOnlySpan<long> mantissas, ImmutableArray<StreamTick> ticks) =>
        Write(outputs, mantissas, i => ticks[i].Valid ? "1" : "0");

    /// <summary>Reads one event.</summary>
    /// <param name="tensors">The ports of one direction.</param>
    /// <param name="line">The hexadecimal digits.</param>
    /// <param name="mantissas">Filled with the mantissas of all elements in order.</param>
    /// <param name="source">What messages call the text.</param>
    /// <exception cref="FastAIException">The text is not a number of the ports' width.</exception>
    public static void Read(ImmutableArray<PortTensor> tensors, ReadOnlySpan<char> line, Span<long> mantissas, string source)
    {
        int width = tensors[^1].High + 1,
            digits = (width + 3) / 4;
        if (line.Length != digits)
            throw FastAIException.BadInput($"{source}: {line.Length} digits where {width} bits have {digits}");
        var words = new ulong[(width + 63) / 64 + 1];
        for (int d = 0; d < digits; d++)
        {
            char c = line[digits - 1 - d];
            if (!char.IsAsciiHexDigit(c))
                throw FastAIException.BadInput($"{source}: '{line.ToString()}' is not a hexadecimal number");
            words[d / 16] |= (ulong)HexValue(c) << (d % 16 * 4);
        }
        int next = 0;
        foreach (PortTensor tensor in tensors)
        {
            foreach (PortElement element in tensor.Elements)
            {
                int word = element.Offset / 64,
                    shift = element.Offset % 64,
                    unused = 64 - element.Width;
                ulong bits = words[word] >> shift;
                if (shift > 0)
                    bits |= words[word + 1] << (64 - shift);
                bits <<= unused;
                mantissas[next++] = element.Format.Signed ? (long)bits >> unused : (long)(bits >> unused);
            }
        }
    }

    private static int HexValue(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
