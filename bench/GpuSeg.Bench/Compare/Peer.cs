using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GpuSeg.Bench.Compare;

/// <summary>Long-lived Python process that does the other side's work: one JSON line in, one JSON line out.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts the process.</summary>
    /// <param name="python">Python interpreter.</param>
    /// <param name="script">Name of a script beside this program.</param>
    /// <param name="library">Library to import, for a script that works with several libraries.</param>
    /// <exception cref="NotMeasuredException">The interpreter does not start, or lacks a module that the script needs.</exception>
    public Peer(string python, string script, string library = "")
    {
        _process = Start(python, script, library);
        try
        {
            Versions = Ask(new() { ["do"] = "hello" });
        }
        catch (NotMeasuredException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Versions of the libraries, by name.</summary>
    public JsonObject Versions { get; }

    /// <summary>Returns the path of a script beside this program.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "peer", name);

    /// <summary>Reads the images; returns the number of voxels in the mask.</summary>
    public int Load(IEnumerable<string> images) =>
        Ask(new() { ["do"] = "load", ["images"] = new JsonArray([.. images.Select(path => JsonValue.Create(path))]) })["voxels"]!
            .GetValue<int>();

    /// <summary>Reads float32 columns, stored one after the other in a file, and repeats their rows.</summary>
    public void LoadColumns(string file, int dimensions, int repeats) =>
        Ask(new() { ["do"] = "load", ["file"] = file, ["d"] = dimensions, ["repeats"] = repeats });

    /// <summary>Fits a model as <paramref name="command"/> describes it.</summary>
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

    private static Process Start(string python, string script, string library)
    {
        var start = new ProcessStartInfo(python, ["-u", Script(script), library])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new NotMeasuredException($"{python} does not start ({e.Message}); name a Python interpreter with --python");
        }
    }

    private JsonObject Ask(JsonObject question)
    {
        string? line = null;
        try
        {
            _process.StandardInput.WriteLine(question.ToJsonString());
            _process.StandardInput.Flush();
            line = _process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            // The process has ended; reported below.
        }

        var answer = JsonNode.Parse(line ?? throw new NotMeasuredException("the Python process ended before it answered"))!.AsObject();
        return answer["error"] is { } error ? throw new NotMeasuredException(error.GetValue<string>()) : answer;
    }
}

/// <summary>Answer of the peer to one fit.</summary>
/// <param name="Seconds">Seconds per fit.</param>
/// <param name="NIter">Iterations of the best start.</param>
/// <param name="Objective">Lower bound or inertia.</param>
/// <param name="Labels">Labels 0..K-1 in the order of the file; null if not requested.</param>
internal sealed record PeerFit(double Seconds, int NIter, double Objective, byte[]? Labels);
