using System.Globalization;
using System.Text;

namespace FastAI.Runtime.Tests.Recording;

/// <summary>Files as recorders write them, made here from the layouts alone: a head, then one piece of bytes for each record.</summary>
internal static class RecorderFiles
{
    internal sealed record Made(byte[] Head, List<byte[]> Records, List<long[]> Samples);

    internal static Made Make(string format, Random random, int count)
    {
        byte[] head = format switch
        {
            "compass" => [0xED, 0xCA],
            "drs4" =>
            [
                .. "DRS2TIMEB#"u8,
                0x97,
                0x0A,
                .. "C001"u8,
                .. Enumerable.Range(0, 1024).SelectMany(_ => BitConverter.GetBytes(0.5f)),
            ],
            "midas" => [0x00, 0x80, 0x4D, 0x49, .. Words(12, 1000, 24), .. new byte[24]],
            "supernemo" => Encoding.ASCII.GetBytes(
                "=== DATA FILE ===\r\n=== DATA TYPE : RAW ===\r\n===HIT number(int)  === (hit_type) ===\r\n=== SlotIndex (int) Ch (int) EvtID (int) RawTDC (int) ===\r\n"
            ),
            _ => [],
        };
        int samples = format == "drs4" ? 1024 : random.Next(40, 300);
        var made = new Made(head, [], []);
        for (int k = 0; k < count; k++)
        {
            var values = Enumerable
                .Range(0, samples)
                .Select(_ => (long)(format == "wavedump8" ? random.Next(100, 256) : random.Next(1, 4096)))
                .ToArray();
            made.Samples.Add(values);
            made.Records.Add(Record(format, k, values));
        }
        return made;
    }

    private static byte[] Record(string format, int k, long[] values)
    {
        byte[] words = [.. values.SelectMany(v => BitConverter.GetBytes((ushort)v))];
        int n = values.Length;
        return format switch
        {
            "wavedump" => [.. Words(24 + 2 * n, 31, 0, 2, k, 1000 * k), .. words],
            "wavedump8" => [.. Words(24 + n, 31, 0, 2, k, 1000 * k), .. values.Select(v => (byte)v)],
            "compass" =>
            [
                0,
                0,
                (byte)(k & 1),
                0,
                .. BitConverter.GetBytes(5_000_000L * (k + 1)),
                7,
                0,
                3,
                0,
                .. Words(0x4000),
                1,
                .. Words(n),
                .. words,
            ],
            "drs4" =>
            [
                .. "EHDR"u8,
                .. Words(k + 1),
                .. Date(k),
                .. "B#"u8,
                0x97,
                0x0A,
                .. "T#"u8,
                5,
                0,
                .. "C001"u8,
                .. Words(1110),
                .. words,
            ],
            "midas" => Midas(k, words),
            _ => Encoding.ASCII.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"===HIT {500 + k}  === CALO_HIT ===\r\nSlot0 Ch{k & 1} EvtID {k} RawTDC {1000 * k} RawBaseline 2 RawPeak -1529\r\n{string.Join(' ', values)} \r\n"
                )
            ),
        };
    }

    private static byte[] Midas(int k, byte[] words)
    {
        byte[] bank = [.. "W000"u8, .. Words(4, words.Length), .. words, .. new byte[-words.Length & 7]];
        return
        [
            1,
            0,
            0,
            0,
            .. Words(k, 1000 + k, 8 + bank.Length, bank.Length, 0x11),
            .. bank[..4],
            .. bank[4..8],
            .. bank[8..12],
            .. bank[12..],
        ];
    }

    private static byte[] Date(int k) =>
        [.. ((int[])[2017, 1, 26, 15, 47, 2 + k / 1000, k % 1000, 0]).SelectMany(v => BitConverter.GetBytes((ushort)v))];

    private static byte[] Words(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
