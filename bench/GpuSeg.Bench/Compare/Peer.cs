using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GpuSeg.Bench.Compare;

/// <summary>The long-lived Python process that runs scikit-learn: one JSON line to it, one back.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    /// <exception cref="PeerException">The interpreter does not start, or lacks scikit-learn or nibabel.</exception>
    public Peer(string python)
    {
        Python = python;
        _process = Start(python);
        Versions = Ask(new() { ["do"] = "hello" }, $"{python} cannot run the peer; install scikit-learn and nibabel (Debian: python3-sklearn, "
            + "python3-nibabel) or name another interpreter with --python.");
    }

    public string Python { get; }

    /// <summary>Versions of python, numpy, scikit_learn, nibabel and blas.</summary>
    public JsonObject Versions { get; }

    /// <summary>The path of a script that lies beside this program.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "peer", name);

    /// <summary>Reads the images; returns the number of voxels in the mask.</summary>
    public int Load(IEnumerable<string> images) =>
        Ask(new() { ["do"] = "load", ["images"] = new JsonArray([.. images.Select(path => JsonValue.Create(path))]) })["voxels"]!.GetValue<int>();

    /// <summary>Fits as <paramref name="command"/> says.</summary>
    public PeerFit Fit(JsonObject command, int threads, int repeats, bool labels = false)
    {
        var question = (JsonObject)command.DeepClone();
        (question["do"], question["threads"], question["repeats"], question["labels"]) = ("fit", threads, repeats, labels);
        return Ask(question).Deserialize<PeerFit>(Report.JsonOptions)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(string python)
    {
        var start = new ProcessStartInfo(python, ["-u", Script("peer.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new PeerException($"{python} does not start ({e.Message}); name a Python interpreter with --python.");
        }
    }

    private JsonObject Ask(JsonObject question, string? advice = null)
    {
        _process.StandardInput.WriteLine(question.ToJsonString());
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new PeerException(advice ?? "The Python process ended before it answered.");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer["error"] is { } error ? throw new PeerException(advice is null ? $"scikit-learn failed: {error}" : $"{advice} ({error})") : answer;
    }
}

/// <summary>An answer of the peer to one fit.</summary>
/// <param name="Seconds">Per fit.</param>
/// <param name="NIter">Iterations of the start that was kept.</param>
/// <param name="Objective">Lower bound or inertia.</param>
/// <param name="Labels">0..K-1 in the order of the file, where they were asked for.</param>
internal sealed record PeerFit(double Seconds, int NIter, double Objective, byte[]? Labels);
