using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>The sessions that a pooled model was fitted to, by the hashes of their voxels.</summary>
/// <param name="Model">Path of the model.</param>
/// <param name="Hashes">Hashes of each session's images, then of its mask.</param>
public sealed record PooledInputs(string Model, IReadOnlyDictionary<string, string[]> Hashes)
{
    /// <summary>Name of the model in messages.</summary>
    public string Title { get; init; } = "the pooled model";

    /// <summary>Refuses a session whose voxels have changed since the model was fitted to them.</summary>
    /// <param name="session">Id of the session.</param>
    /// <param name="inputs">Paths and hashes of its images, then of its mask.</param>
    /// <exception cref="OutputException">The voxels differ.</exception>
    internal void RequireSame(string session, IReadOnlyList<(string Path, string Hash)> inputs)
    {
        if (Hashes.TryGetValue(session, out var hashes) && EarlierResult.OfVoxels(hashes, inputs) is { } difference)
        {
            throw Conflict(Model, Title, difference);
        }
    }

    /// <summary>Creates the refusal of a model that an earlier run made.</summary>
    internal static OutputException Conflict(string model, string title, string difference) =>
        new($"{Path.GetFileName(model)} is {title} of an earlier run: {difference}; allow overwriting to fit it again, "
            + $"apply the model {model} unchanged, or choose another output folder.")
        {
            IsSolvedByOverwriting = true,
        };
}
