using GpuSeg.Bench.Data;
using GpuSeg.Engine;
using GpuSeg.Imaging;

namespace GpuSeg.Bench.Compare;

/// <summary>The whole comparison: data, both sides, all rows.</summary>
internal static class Comparison
{
    public static Report Run(CompareOptions options)
    {
        using var peer = new Peer(options.Python);
        using var scratch = new ScratchFolder();
        var images = Images(options, scratch);
        var features = Features(images);
        if (peer.Load(images) is var voxels && voxels != features.Count)
        {
            throw new PeerException($"GpuSeg keeps {features.Count} voxels and the peer {voxels}; they must work on the same data.");
        }

        using var sides = new OurSides(features);
        Console.Error.WriteLine($"{features.Count} voxels of {features.Dimensions} images, {options.Runs} runs, {peer.Versions["blas"]}");
        var fits = new FitContests(peer, sides, features);
        var process = new ProcessContest(options, images, scratch, sides.Backends);
        var results = new List<ContestResult>();
        foreach (var contest in (IEnumerable<Contest>)[fits.Expectation(), fits.Lloyd(), fits.Mixture(), fits.KMeans(), .. process.Contests()])
        {
            Console.Error.WriteLine($"measuring: {contest.Name}");
            results.Add(contest.Run(options.Runs));
        }

        return new(
            DateTime.UtcNow.ToString("yyyy-MM-dd"),
            Machine.Here(),
            Versions.Of(peer),
            new(options.Data is null ? "made images" : "the images of --data", [.. features.Names], features.Count),
            options.Runs,
            results);
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
