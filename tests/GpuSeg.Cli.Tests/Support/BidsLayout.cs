using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>A data set of tiny images, and the images that every session would be segmented from.</summary>
internal sealed class BidsLayout : IDisposable
{
    private static readonly int[] s_head = [10, 12, 10];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Puts a layout in a folder and requires its plan.</summary>
    /// <param name="files">
    /// The files, one a line: an image with its shape unless it is 10 x 12 x 10, -> for a link, / for an empty folder.
    /// </param>
    /// <param name="plan">The sessions in order, one a line, as "session: channel=file", or with a part of the failure.</param>
    /// <param name="exitCode">The exit code.</param>
    /// <param name="notes">Parts of stderr or of the plan's notes, one a line; empty if nothing may be said.</param>
    /// <param name="arguments">More arguments of the command.</param>
    public void Require(string files, string plan, int exitCode, string notes, string arguments)
    {
        foreach (var line in Lines(files.Insert(0, "dataset_description.json {\"Name\": \"made\", \"BIDSVersion\": \"1.11.1\"}\n")))
        {
            Put(line);
        }

        var outcome = Gpuseg.Run(["bids", _folder.At("raw"), _folder.At("out"), "participant", "-k", "3", "--dry-run", "--json",
            .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        var sessions = Workplace.Parse(outcome.Stdout).GetProperty("sessions").EnumerateArray().ToArray();
        var expected = Lines(plan);
        Assert.Equal(expected.Length, sessions.Length);
        Assert.All(sessions.Zip(expected), pair => Assert.True(Describes(pair.First, pair.Second), $"{pair.First}\n{pair.Second}"));
        var said = outcome.Stderr + string.Concat(sessions.SelectMany(session => session.GetProperty("notes").EnumerateArray()
            .Select(note => $"{note.GetString()}\n")));
        Assert.All(Lines(notes), note => Assert.Contains(note, said));
        Assert.True(notes.Length > 0 || said.Length == 0, said);
        Assert.Equal((exitCode, false), (outcome.ExitCode, Directory.Exists(_folder.At("out"))));
    }

    private static bool Describes(JsonElement session, string line)
    {
        var (id, text) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        var found = $"sub-{session.GetProperty("subject").GetString()}"
            + (session.GetProperty("session").GetString() is { } visit ? $"_ses-{visit}" : "");
        var channels = string.Join(' ', session.GetProperty("channels").EnumerateArray()
            .Select(channel => $"{channel.GetProperty("name").GetString()}={Path.GetFileName(channel.GetProperty("file").GetString())}"));
        return found == id && (session.GetProperty("failure").GetString() is { } failure
            ? failure.Contains(text, StringComparison.Ordinal) && session.GetProperty("outputs").GetArrayLength() == 0
            : channels == text);
    }

    private void Put(string line)
    {
        string[] words = line.Split(' ', 2);
        var path = $"raw/{words[0]}";
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(path))!);
        if (words.Length > 1 && words[1].StartsWith("-> ", StringComparison.Ordinal))
        {
            File.CreateSymbolicLink(_folder.At(path), words[1]["-> ".Length..]);
        }
        else if (path.EndsWith(".nii", StringComparison.Ordinal) || path.EndsWith(".nii.gz", StringComparison.Ordinal))
        {
            int[] shape = words.Length == 1 ? s_head : Array.ConvertAll(words[1].Split(' '), int.Parse);
            var voxels = shape.Aggregate(1, (a, b) => a * b);
            _folder.Put(path, NiftiBytes.Floats([.. Enumerable.Range(1, voxels).Select(i => (float)i)], shape));
        }
        else if (!path.EndsWith('/'))
        {
            File.WriteAllText(_folder.At(path), words.Length == 1 ? "" : words[1].Replace("\\n", "\n", StringComparison.Ordinal));
        }
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
