using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests.Commands;

/// <summary>Recordings through inspect, record and replay, as a user runs them.</summary>
public sealed class RecordingCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The two results of the SuperNEMO boards' firmware that are known, on every hit of the recording, hit
    /// by hit in the boards' own time.</summary>
    [SkippableFact]
    public void SuperNemoFirmwareResultsAreReplayedBitForBit()
    {
        string recording = Workspace.Shared("recorded", "supernemo-calorimeter", "calo_hits_1.dat"),
            example = Workspace.File("examples", "waveform-peak");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--clock",
            "200"
        );
        using var report = JsonDocument.Parse(Fastai.Succeed("replay", folder["out"], recording, "--deadline", "100", "--json", "-"));
        var root = report.RootElement;
        Assert.Equal(500, root.GetProperty("events").GetInt64());
        var firmware = root.GetProperty("firmware");
        Assert.Equal(500, firmware.GetProperty("accepted").GetInt64());
        Assert.True(firmware.GetProperty("constant_latency").GetBoolean());
        Assert.Equal(0, firmware.GetProperty("deadline_misses").GetInt64());
        var recorded = root.GetProperty("recorded").EnumerateArray().ToArray();
        Assert.Equal(["raw_baseline", "raw_peak"], recorded.Select(r => r.GetProperty("output").GetString()));
        Assert.All(recorded, r => Assert.Equal((500, 500), (r.GetProperty("events").GetInt64(), r.GetProperty("exact").GetInt64())));
        // The third pair beside the first: float, fixed and recorded on the recorder's own file.
        string validation = Fastai.Succeed("validate", folder["out"], recording, "--brief");
        Assert.Contains("recorded firmware, raw_baseline: 500 of 500 equal", validation, StringComparison.Ordinal);
        Assert.Contains("recorded firmware, raw_peak: 500 of 500 equal", validation, StringComparison.Ordinal);
    }

    /// <summary>Text without a row of numbers is no recording, however much of it is skipped; nothing is written of it.</summary>
    [Fact]
    public void TextWithoutNumbersIsRefused()
    {
        File.WriteAllText(
            folder["notes.txt"],
            string.Concat(Enumerable.Range(0, 300).Select(i => $"Note {i}, of the shift: nothing to report.\n"))
        );
        string refused = Fastai.Fail(2, "inspect", folder["notes.txt"], "--json", folder["notes.json"]);
        Assert.Contains(
            "notes.txt: was taken for text, one event per line, but is not: there is no whole record in it, and 299 damaged",
            refused,
            StringComparison.Ordinal
        );
        Assert.Contains("line 2, column 1 is not a number", refused, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["notes.json"]));
        Fastai.Fail(2, "record", folder["notes.txt"], "-o", folder["notes.npy"], "--on-error", "skip");
        Assert.False(File.Exists(folder["notes.npy"]));
        File.AppendAllText(folder["notes.txt"], "4,5\n");
        Fastai.Succeed("inspect", folder["notes.txt"]);
    }

    /// <summary>A single line is taken for the names of columns; without numbers below it is no recording either.</summary>
    [Fact]
    public void NamesWithoutNumbersAreRefused()
    {
        File.WriteAllText(folder["line.txt"], "hello, this is no recording\n");
        string refused = Fastai.Fail(2, "inspect", folder["line.txt"]);
        Assert.Contains(
            "line.txt: was taken for text, one event per line, but holds no line of numbers",
            refused,
            StringComparison.Ordinal
        );
        Fastai.Fail(2, "record", folder["line.txt"], "-o", folder["line.npy"]);
        Assert.False(File.Exists(folder["line.npy"]));
        File.AppendAllText(folder["line.txt"], "1,2\n");
        Fastai.Succeed("inspect", folder["line.txt"]);
    }

    /// <summary>The calorimeter's recording at 40 MHz: every result is the known one, within the detector's 125 ns; with 2 ns it is
    /// not, and the exit code says so.</summary>
    [Fact]
    public void TheCalorimeterKeepsItsDeadline()
    {
        string example = Workspace.File("examples", "lar-calorimeter"),
            recording = Path.Combine(example, "recording.npy");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--clock",
            "320",
            "--emit",
            "vhdl"
        );
        Fastai.Succeed("replay", folder["out"], recording, "--rate", "40", "--deadline", "125", "--raw", "-o", folder["replayed.npy"]);
        Fastai.Succeed("emulate", folder["out"], recording, "--raw", "-o", folder["emulated.npy"]);
        Assert.Equal(Elements(folder["emulated.npy"]), Elements(folder["replayed.npy"]));
        Assert.Equal(5, Fastai.Run("replay", folder["out"], recording, "--rate", "40", "--deadline", "2").ExitCode);
        Assert.Contains("no time stamp", Fastai.Fail(1, "replay", folder["out"], recording), StringComparison.Ordinal);
    }

    /// <summary>A budget for the replay: kept and missed, with the lines, the JUnit file and the page that continuous integration shows;
    /// then all of it in one page of 'check'.</summary>
    [SkippableFact]
    public void AReplayIsHeldAgainstABudget()
    {
        string recording = Workspace.Shared("recorded", "supernemo-calorimeter", "calo_hits_1.dat"),
            example = Workspace.File("examples", "waveform-peak");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--clock",
            "200",
            "--emit",
            "vhdl"
        );
        File.WriteAllText(folder["kept.yaml"], "latency_ns: 100\ndeadline_misses: 0\noverflows: 0\nrecorded_exact_fraction: 1\n");
        File.WriteAllText(folder["missed.yaml"], "latency_ns: 100\nfifo_high_water: 0\nlut: 1\nexact_fraction: 1\n");
        string kept = Fastai.Succeed(
            "replay",
            folder["out"],
            recording,
            "--budget",
            folder["kept.yaml"],
            "--json",
            folder["replay.json"],
            "--html",
            folder["replay.html"]
        );
        Assert.Contains("all 4 within budget", kept, StringComparison.Ordinal);
        Assert.Contains("FIFO occupancy over an orbit", File.ReadAllText(folder["replay.html"]), StringComparison.Ordinal);
        var missed = Fastai.Run("replay", folder["out"], recording, "--budget", folder["missed.yaml"], "--junit", folder["replay.xml"]);
        Assert.Equal(5, missed.ExitCode);
        Assert.Contains("exact_fraction", missed.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 3 missed", missed.Output, StringComparison.Ordinal);
        Assert.Contains("lut is", File.ReadAllText(folder["replay.xml"]), StringComparison.Ordinal);
        string check = Fastai.Succeed(
            "check",
            folder["out"],
            "--budget",
            folder["kept.yaml"],
            "--replay",
            folder["replay.json"],
            "--html",
            folder["check.html"]
        );
        Assert.Contains("recorded_exact_fraction", check, StringComparison.Ordinal);
        Assert.Contains("Fixed and recorded firmware", File.ReadAllText(folder["check.html"]), StringComparison.Ordinal);
        // Without a deadline nothing says what is late, and nothing is passed over.
        Fastai.Succeed("replay", folder["out"], recording, "--json", folder["replay.json"]);
        Assert.Contains(
            "deadline_misses",
            Fastai.Fail(2, "check", folder["out"], "--budget", folder["kept.yaml"], "--replay", folder["replay.json"]),
            StringComparison.Ordinal
        );
    }

    /// <summary>Channels of a calorimeter as a continuous stream of frames, over an orbit's wrap: the windows that slide over it have the
    /// results of the windows cut out beforehand.</summary>
    [Fact]
    public void AContinuousStreamGivesTheResultsOfItsWindows()
    {
        string example = Workspace.File("examples", "lar-calorimeter"),
            channels = Path.Combine(example, "channel.npy");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--clock",
            "320",
            "--emit",
            "vhdl"
        );
        Fastai.Succeed("record", channels, "-o", folder["channels.frames"], "--stream");
        string replay = Fastai.Succeed(
            "replay",
            folder["out"],
            folder["channels.frames"],
            "--share",
            "4",
            "--raw",
            "-o",
            folder["replayed.npy"],
            "--json",
            "-"
        );
        using var file = FastAI.Runtime.Data.DataFile.Open(channels);
        int count = (int)file.Arrays[0].EventCount,
            ticks = file.Arrays[0].ElementsPerEvent;
        const int window = 28;
        var all = new long[count * ticks];
        file.Arrays[0].ReadAsLong(0, count, all);
        var windows = Enumerable
            .Range(0, ticks - window + 1)
            .SelectMany(t => Enumerable.Range(0, count).SelectMany(c => all.AsSpan(c * ticks + t, window).ToArray()))
            .ToArray();
        FastAI.Runtime.Data.NpyWriter<long>.Write(folder["windows.npy"], [windows.Length / window, 1, window], windows);
        Fastai.Succeed("emulate", folder["out"], folder["windows.npy"], "--raw", "-o", folder["emulated.npy"]);
        Assert.Equal(Elements(folder["emulated.npy"]), Elements(folder["replayed.npy"]));
        using var report = JsonDocument.Parse(replay);
        var firmware = report.RootElement.GetProperty("firmware");
        int Figure(string name) => firmware.GetProperty(name).GetInt32();
        Assert.Equal((windows.Length / window, 3, 1), (Figure("accepted"), Figure("fifo_high_water"), Figure("orbit_wraps")));
        // Four channels one after the other; 8 cycles are a bunch crossing.
        Assert.Equal(
            (Figure("latency_cycles") / 8, (Figure("latency_cycles") + 3) / 8),
            (Figure("min_bc_distance"), Figure("max_bc_distance"))
        );
        Assert.True(firmware.GetProperty("constant_latency").GetBoolean());
        Assert.Equal(3564, firmware.GetProperty("occupancy").GetArrayLength());
    }

    /// <summary>A design on a stream that eight channels share: results are those of the emulator on the stream; every event's time
    /// is that of its channel's turn.</summary>
    [Fact]
    public void AStreamDesignIsReplayedInItsChannelsTurns()
    {
        string example = Workspace.File("examples", "lar-calorimeter"),
            channels = Path.Combine(example, "channel.npy");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--clock",
            "320",
            "--mode",
            "stream",
            "--interleave",
            "8",
            "--emit",
            "vhdl"
        );
        Fastai.Succeed("record", channels, "-o", folder["channels.frames"], "--stream");
        string replay = Fastai.Succeed(
            "replay",
            folder["out"],
            folder["channels.frames"],
            "--deadline",
            "125",
            "--raw",
            "-o",
            folder["replayed.npy"],
            "--times",
            folder["times.csv"],
            "--json",
            "-"
        );
        Fastai.Succeed("emulate", folder["out"], channels, "--raw", "-o", folder["emulated.npy"]);
        var replayed = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(Elements(folder["replayed.npy"])).ToArray();
        var emulated = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(Elements(folder["emulated.npy"])).ToArray();
        int results = emulated.Length / 4;
        // Channel by channel there, tick by tick here.
        Assert.Equal(emulated, Enumerable.Range(0, 4).SelectMany(c => Enumerable.Range(0, results).Select(t => replayed[4 * t + c])));
        using var report = JsonDocument.Parse(replay);
        var firmware = report.RootElement.GetProperty("firmware");
        int latency = firmware.GetProperty("latency_cycles").GetInt32();
        Assert.Equal(
            (8, latency, latency + 3, true),
            (
                firmware.GetProperty("interleave").GetInt32(),
                firmware.GetProperty("min_cycles").GetInt32(),
                firmware.GetProperty("max_cycles").GetInt32(),
                firmware.GetProperty("constant_latency").GetBoolean()
            )
        );
        string[] times = File.ReadAllLines(folder["times.csv"]);
        Assert.Equal("event,channel,arrival_cycle,result_cycle,latency_cycles", times[0]);
        Assert.Equal(replayed.Length, times.Length - 1);
        for (int e = 0; e < replayed.Length; e++)
            Assert.Equal(
                $"{(27 + e / 4) / 36},{e % 4},{8 * (27 + e / 4)},{8 * (27 + e / 4) + e % 4 + latency},{latency + e % 4}",
                times[e + 1]
            );
    }

    [SkippableFact]
    public void ARecordingSurvivesConversion()
    {
        string recording = Workspace.Shared("recorded", "compass", "compass_test_data.BIN");
        Fastai.Succeed("record", recording, "-o", folder["a.frames"]);
        Fastai.Succeed("record", folder["a.frames"], "-o", folder["b.npy"]);
        Fastai.Succeed("record", recording, "-o", folder["c.npy"]);
        Assert.Equal(File.ReadAllBytes(folder["c.npy"]), File.ReadAllBytes(folder["b.npy"]));
        Assert.Contains("102 records of 1000 samples", Fastai.Succeed("inspect", folder["a.frames"]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DamageStopsOrIsSkipped()
    {
        string recording = Workspace.Shared("recorded", "caen-wavedump", "SiPM_2006272158_wave0.dat");
        Assert.Contains("byte 244948", Fastai.Fail(2, "record", recording, "-o", folder["a.npy"]), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["a.npy"]) || File.Exists(folder["a.npy.partial"]));
        Fastai.Succeed("record", recording, "-o", folder["a.npy"], "--on-error", "skip");
        Assert.Equal(293 * 406 * 2, Elements(folder["a.npy"]).Length);
    }

    [SkippableFact]
    public async Task ASocketOfThisHostIsRead()
    {
        byte[] bytes = await File.ReadAllBytesAsync(Workspace.Shared("recorded", "drs4", "test.dat"));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            for (int at = 0; at < bytes.Length; at += 70000)
                await client.GetStream().WriteAsync(bytes.AsMemory(at, Math.Min(70000, bytes.Length - at)));
        });
        string output = await Task.Run(() => Fastai.Succeed("inspect", $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        await serving;
        Assert.Contains("1000 records of 1024 samples", output, StringComparison.Ordinal);
        Assert.Contains("no damage found", output, StringComparison.Ordinal);
    }

    /// <summary>A DAQ that is running: frames come over a socket in pieces, with pauses, and are replayed as from the file; the
    /// same from standard input, packed.</summary>
    [SkippableFact]
    public async Task ALiveSourceIsReplayedAsItsFile()
    {
        string example = Workspace.File("examples", "waveform-peak"),
            recording = Workspace.Shared("recorded", "supernemo-calorimeter", "calo_hits_1.dat");
        Fastai.Succeed(
            "compile",
            Path.Combine(example, "model.onnx"),
            "-o",
            folder["out"],
            "--precision",
            Path.Combine(example, "precision.yaml"),
            "--clock",
            "200",
            "--emit",
            "vhdl"
        );
        Fastai.Succeed("record", recording, "-o", folder["hits.frames"]);
        Fastai.Succeed("replay", folder["out"], folder["hits.frames"], "--raw", "-o", folder["file.npy"]);
        byte[] bytes = await File.ReadAllBytesAsync(folder["hits.frames"]);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            for (int at = 0; at < bytes.Length; at += 90001)
            {
                await client.GetStream().WriteAsync(bytes.AsMemory(at, Math.Min(90001, bytes.Length - at)));
                await Task.Delay(5);
            }
        });
        await Task.Run(() =>
            Fastai.Succeed(
                "replay",
                folder["out"],
                $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}",
                "--raw",
                "-o",
                folder["socket.npy"]
            )
        );
        await serving;
        using var packed = new MemoryStream();
        await using (
            var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)
        )
            gzip.Write(bytes);
        var piped = Fastai.Feed(packed.ToArray(), "replay", folder["out"], "-", "--raw", "-o", folder["input.npy"]);
        Assert.True(piped.ExitCode == 0, piped.Error);
        Assert.Equal(500 * 2 * 8, Elements(folder["file.npy"]).Length);
        Assert.Equal(File.ReadAllBytes(folder["file.npy"]), File.ReadAllBytes(folder["socket.npy"]));
        Assert.Equal(File.ReadAllBytes(folder["file.npy"]), File.ReadAllBytes(folder["input.npy"]));
    }

    /// <summary>What follows the 128 bytes of an array's header.</summary>
    private static byte[] Elements(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return bytes[(10 + BitConverter.ToUInt16(bytes, 8))..];
    }
}
