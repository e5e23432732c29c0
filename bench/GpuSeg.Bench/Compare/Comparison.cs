using GpuSeg.Bench.Data;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Bench.Compare;

/// <summary>The whole comparison: data, both sides, all rows. A row that cannot be measured stays in the table with the reason.</summary>
internal static class Comparison
{
    public static Report Run(CompareOptions options)
    {
        using var scratch = new ScratchFolder();
        var images = Images(options, scratch);
        var features = Features(images);
        var peer = new Lazy<Peer>(() => Start(options, images, features));
        try
        {
            using var sides = new OurSides(features);
            using var check = new LabelCheck(features);
            var starts = new Starts(features, sides.All[0].Voxels);
            Console.Error.WriteLine($"{features.Count} voxels of {features.Dimensions} images, {options.Runs} runs");
            RowResult[] results = [.. Rows().Where(row => IsWanted(options, row)).Select(row => Measure(row, options.Runs))];
            return new(
                DateTime.UtcNow.ToString("yyyy-MM-dd"),
                Machine.Here(),
                Versions.Of(peer.IsValueCreated ? peer.Value.Versions : []),
                new(options.Data is null ? "synthetic images" : "the images of --data", [.. features.Names], features.Count),
                options.Runs,
                results);

            IEnumerable<PlannedRow> Rows()
            {
                var sizes = new SizeContests(options, sides, features, starts, check);
                return
                [
                    .. new FitContests(peer, sides, features, starts, check).Rows(),
                    .. new ProcessContests(options, images, scratch, sides.Backends).Rows(),
                    .. new CohortContests(options, images, scratch, sides.Backends).Rows(),
                    sizes.SecondThread(),
                    .. new OwnContests(features).Rows(),
                    .. new GpuContests(options, sides, features, starts, check, scratch).Rows(),
                    .. sizes.Rows(),
                ];
            }
        }
        finally
        {
            if (peer.IsValueCreated)
            {
                peer.Value.Dispose();
            }
        }
    }

    private static bool IsWanted(CompareOptions options, PlannedRow row) =>
        options.Rows.Count == 0 || options.Rows.Any(part => row.Name.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static RowResult Measure(PlannedRow row, int runs)
    {
        Console.Error.WriteLine($"measuring: {row.Name}");
        try
        {
            using var contest = row.Contest();
            return contest.Run(row.Name, row.Goal, runs);
        }
        catch (Exception e) when (e is NotMeasuredException or BackendUnavailableException or ClusteringException)
        {
            Console.Error.WriteLine($"not measured: {e.Message}");
            return RowResult.Missing(row.Name, row.Goal, e.Message.TrimEnd('.'));
        }
        catch (Exception e)
        {
            // The run is unattended: the remaining rows are still measured, and the exit code reports the failure.
            Console.Error.WriteLine($"failed: {e}");
            var reason = $"failed with {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
            return RowResult.Missing(row.Name, row.Goal, reason, failed: true);
        }
    }

    private static Peer Start(CompareOptions options, string[] images, FeatureMatrix features)
    {
        var peer = new Peer(options.Python, "peer.py");
        if (peer.Load(images) is var voxels && voxels != features.Count)
        {
            peer.Dispose();
            throw new NotMeasuredException($"GpuSeg keeps {features.Count} voxels and the peer {voxels}; both must use the same data");
        }

        return peer;
    }

    private static string[] Images(CompareOptions options, ScratchFolder scratch)
    {
        if (options.Data is null)
        {
            MadeImages.Write(scratch.Path);
        }

        return [.. MadeImages.Names.Select(name => Path.GetFullPath(Path.Combine(options.Data ?? scratch.Path, $"{name}.nii.gz")))];
    }

    private static FeatureMatrix Features(string[] paths)
    {
        var images = NiftiReader.ReadAll(paths);
        return new([.. images.Select(image => image.Name)], VoxelMask.FromRule(images).Gather(images));
    }
}
