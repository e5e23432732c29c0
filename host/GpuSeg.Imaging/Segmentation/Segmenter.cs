using GpuSeg.Engine;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Imaging.Segmentation;

/// <summary>From image files to labels: read, mask, scale, fit, order.</summary>
public static class Segmenter
{
    private const long WorthCollecting = 1L << 28;

    /// <summary>Runs one segmentation.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="startBackend">Starts the backend once the input is known to be usable, given the work: voxels times clusters times starts.</param>
    /// <param name="posteriors">Whether to compute the posteriors of a mixture.</param>
    /// <param name="clock">Told the ends of the phases read, mask, init and fit.</param>
    /// <param name="progress">Told every iteration.</param>
    /// <param name="cancellation">Stops the run at the next iteration.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    /// <exception cref="ClusteringException">The fit cannot go on.</exception>
    public static SegmentationResult Run(
        SegmentationRequest request,
        Func<long, IBackend> startBackend,
        bool posteriors,
        PhaseClock clock,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(startBackend);
        ArgumentNullException.ThrowIfNull(clock);
        var images = WithUniqueNames(NiftiReader.ReadAll(request.Images));
        var maskFile = request.MaskFile is null ? null : ReadMask(request.MaskFile);
        Volume[] inputs = [.. images, .. maskFile is null ? [] : new[] { maskFile }];
        Array.ForEach(inputs, input => input.StartHash());
        clock.End("read");
        cancellation.ThrowIfCancellationRequested();
        var mask = maskFile is null ? VoxelMask.FromRule(images, request.MaskRule) : VoxelMask.FromFile(images, maskFile);
        var features = new FeatureMatrix([.. images.Select(image => image.Name)], mask.Gather(images));
        if (!request.KeepVoxels)
        {
            Release(inputs);
        }

        Usable.Require(features, request);
        var scaler = request.Scaling == FeatureScaling.Standard ? StandardScaler.Fit(features) : null;
        var scaled = scaler is null ? features : scaler.Transform(features);
        clock.End("mask");
        cancellation.ThrowIfCancellationRequested();
        using var backend = startBackend((long)features.Count * request.Estimator.Clusters * request.Estimator.Starts);
        using var voxels = VoxelSet.Load(backend, scaled);
        var fitted = Fit(request, voxels, new PhaseProgress(clock, progress), cancellation);
        var model = request.Order.Apply(fitted, features);
        var labels = model.Predict(voxels);
        var result = new SegmentationResult
        {
            Request = request,
            Images = images,
            MaskFile = maskFile,
            Mask = mask,
            Scaler = scaler,
            Model = model,
            Labels = labels,
            Statistics = ClusterStatistics.Of(features, labels, model.Clusters),
            Scores = Scores(model, voxels),
            Posteriors = posteriors && model is GaussianMixtureModel mixture ? mixture.PredictProba(voxels) : null,
            Backend = backend.Name,
            Warnings = [.. mask.Warnings, .. model.Warnings],
        };
        clock.End("fit");
        return result;
    }

    // Features and the backend's copy of them need the room. The collector does not see the latter and would not hurry.
    private static void Release(Volume[] inputs)
    {
        Task[] releases = Array.ConvertAll(inputs, input => input.Release());
        if (inputs.Sum(input => input.StoredBytes) >= WorthCollecting)
        {
            Task.WaitAll(releases);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private static IClusterModel Fit(SegmentationRequest request, VoxelSet voxels, PhaseProgress progress, CancellationToken cancellation)
    {
        try
        {
            return request.Estimator.Fit(voxels, progress, cancellation);
        }
        catch (StartException e)
        {
            throw new ImageException($"{request.StartFile} is no start for these images: {e.Message}", e);
        }
    }

    private static Volume ReadMask(string path)
    {
        var volumes = NiftiReader.Read(path);
        return volumes.Count == 1
            ? volumes[0]
            : throw new ImageException($"The mask {path} holds {volumes.Count} volumes; a mask is a single 3-D image: extract the volume you mean.");
    }

    // Columns of tables and means of models are told apart by name: a second t1 becomes t1_2.
    private static Volume[] WithUniqueNames(IReadOnlyList<Volume> images)
    {
        var taken = new HashSet<string>();
        return [.. images.Select(image => image.Renamed(FreeName(image.Name, taken)))];
    }

    private static string FreeName(string name, HashSet<string> taken)
    {
        var candidate = name;
        for (var i = 2; !taken.Add(candidate); i++)
        {
            candidate = $"{name}_{i}";
        }

        return candidate;
    }

    private static MixtureScores? Scores(IClusterModel model, VoxelSet voxels)
    {
        if (model is not GaussianMixtureModel mixture)
        {
            return null;
        }

        var score = mixture.Score(voxels);
        return new(score, mixture.Bic(score, voxels.Count), mixture.Aic(score, voxels.Count));
    }

    // A start is reported as iteration 0: what lies before it is initialisation.
    private sealed class PhaseProgress(PhaseClock clock, IProgress<FitProgress>? inner) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            if (value.Iteration == 0)
            {
                clock.End("init");
            }

            inner?.Report(value);
        }
    }
}
