using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Studies.Lesions;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The way from image files to labels: read, mask, scale, fit, order.</summary>
public static class Segmenter
{
    private const float LeastNormal = 1.17549435e-38f;

    /// <summary>Runs one segmentation.</summary>
    /// <param name="request">The segmentation wanted.</param>
    /// <param name="startBackend">Starts the backend once the input is known to be usable, given the <see cref="Work"/>.</param>
    /// <param name="posteriors">Whether to compute the posteriors of a mixture.</param>
    /// <param name="clock">Receives the ends of the phases read, mask, init, fit and, with a search, lesion.</param>
    /// <param name="progress">Receives every iteration.</param>
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
        var input = Read(request, new(), threads: -1, clock, cancellation);
        using var backend = startBackend(Work(request, input));
        return Cluster(request, input, backend, posteriors, clock, progress, cancellation);
    }

    /// <summary>Runs one segmentation and keeps the volumes in memory, for a report.</summary>
    /// <inheritdoc cref="Run"/>
    public static VolumeSegmentation RunOnVolumes(
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
        var input = MaskedVolumes.Read(request, clock, cancellation, request.Winsorizing);
        Check(request, input, clock, cancellation);
        using var backend = startBackend(Work(request, input));
        return new(Cluster(request, input, backend, posteriors, clock, progress, cancellation), input.Volumes);
    }

    /// <summary>Computes the work of <see cref="Cluster"/>: voxels times clusters times starts.</summary>
    public static long Work(SegmentationRequest request, MaskedImages input) =>
        (long)input.Mask.Count * request.Estimator.Clusters * request.Estimator.Starts;

    /// <summary>Does the first half: reads and masks images, and refuses images that cannot be clustered.</summary>
    /// <param name="request">The segmentation wanted.</param>
    /// <param name="memory">Receives the features, which are valid until the next images are read into it.</param>
    /// <param name="threads">Most images at a time, -1 for one per CPU.</param>
    /// <param name="clock">Receives the ends of the phases read and mask.</param>
    /// <param name="cancellation">Stops while reading.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    public static MaskedImages Read(
        SegmentationRequest request, SegmentationMemory memory, int threads, PhaseClock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(clock);
        var input = MaskedImages.Read(request, memory, threads, clock, cancellation, request.Winsorizing);
        Check(request, input, clock, cancellation);
        return input;
    }

    /// <summary>Does the second half: scales, fits, orders, labels and measures.</summary>
    /// <param name="request">The segmentation wanted.</param>
    /// <param name="input">Result of <see cref="Read"/>; its features are changed if the request scales them.</param>
    /// <param name="backend">Runs the passes.</param>
    /// <param name="posteriors">Whether to compute the posteriors of a mixture.</param>
    /// <param name="clock">Receives the ends of the phases init, fit and, with a search, lesion.</param>
    /// <param name="progress">Receives every iteration.</param>
    /// <param name="cancellation">Stops the run at the next iteration.</param>
    /// <exception cref="ImageException">An explicit start does not suit the images.</exception>
    /// <exception cref="ClusteringException">The fit cannot go on.</exception>
    public static SegmentationResult Cluster(
        SegmentationRequest request,
        MaskedImages input,
        IBackend backend,
        bool posteriors,
        PhaseClock clock,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(backend);
        var (features, fitted) = (input.Features, input.FitFeatures);
        var warnings = SegmentationWarnings.OfInput(input, [new(request.Estimator, request.Scaling)]);
        var regions = request.RegionsFile is { } atlas
            ? RegionMap.Read(atlas, request.Hash, input.Images[0], input.Mask, request.Regrid is not null)
            : null;
        StandardScaler? scaler = null;
        if (request.Scaling == FeatureScaling.Standard)
        {
            scaler = request.Model?.Saved.Scaler ?? StandardScaler.Fit(fitted);
            features = scaler.TransformInPlace(features);
            fitted = input.IsFittedWhole ? features : scaler.TransformInPlace(fitted);
        }

        using var voxels = VoxelSet.Load(backend, fitted, request.Estimator.NeedsLattice ? input.Lattice() : null);
        var clustering = request.Order.Apply(Fit(request, voxels, new PhaseProgress(clock, progress), cancellation));
        var model = clustering.Model;
        var labels = input.Memory.Labels(features.Count);
        // Scores are those of the voxels that were fitted.
        var scores = input.IsFittedWhole ? clustering.LabelsWithScores(labels.Span) : clustering.Scores();
        using var excluding = input.IsFittedWhole ? null : VoxelSet.Load(backend, features);
        if (excluding is not null)
        {
            clustering = new FittedModel(model).Fit(excluding, progress: null, cancellation);
            clustering.Labels(labels.Span);
        }

        int? cleaned = request.Clean is { } least
            ? LabelCleaner.Apply(labels.Span, input.Mask, input.Images[0].Grid, model.Clusters, least)
            : null;
        var measured = ClusterStatistics.Of(features, labels, model.Clusters);
        var statistics = scaler is null ? measured : measured.Unscaled(scaler);
        var tissues = request.LabelNames is null ? request.Tissues?.Images(features.Names) : null;
        (request, var unnamed) = Named(request, statistics, tissues);
        var quality = TissueQuality.Of(features, labels, statistics, scaler, request.LabelNames);
        var result = new SegmentationResult
        {
            Request = request,
            Images = input.Images,
            MaskFile = input.MaskFile,
            ExcludedFile = input.ExcludedFile,
            Mask = input.Mask,
            Winsorizer = input.Winsorizer,
            Scaler = scaler,
            Model = model,
            Labels = labels,
            Statistics = statistics,
            Quality = quality,
            CleanedVoxels = cleaned,
            TissueImages = tissues?.ToDictionary(image => image.Key, image => features.Names[image.Value]),
            Regions = regions is null ? null : RegionVolumes.Of(regions, labels.Span, model.Clusters),
            Scores = scores,
            Posteriors = posteriors && model.HasPosteriors ? Posteriors(clustering, input.Memory) : null,
            Bias = ImageField.Of(clustering, scaler),
            Backend = backend.Name,
            Warnings =
            [
                .. warnings,
                .. SegmentationWarnings.OfResult(model, features, labels, measured, request.LabelName),
                .. unnamed,
                .. quality?.Warnings ?? [],
                .. regions?.Warnings ?? [],
                .. OfVolume(request, input),
            ],
        };
        clock.End("fit");
        if (FindLesion(request, input, backend, cancellation) is not { } lesion)
        {
            return result;
        }

        clock.End("lesion");
        return result with { Lesion = lesion, Warnings = [.. result.Warnings, .. lesion.Warnings] };
    }

    private static (SegmentationRequest Request, string[] Warnings) Named(
        SegmentationRequest request, ClusterStatistics statistics, IReadOnlyDictionary<LesionContrast, int>? tissues)
    {
        if (tissues is null)
        {
            return (request, []);
        }

        var (names, reason) = TissueNames.Of(statistics, tissues);
        return (
            Array.TrueForAll(names, name => name is null)
                ? request
                : request with { LabelNames = [.. names.Select((name, k) => name ?? SegmentationRequest.Unnamed(k + 1))] },
            reason is null ? [] : [reason]);
    }

    // The clustering is not changed: a lesion that is left out of the fit would not be a cluster of its own.
    private static LesionFinding? FindLesion(
        SegmentationRequest request, MaskedImages input, IBackend backend, CancellationToken cancellation)
    {
        string[] names = [.. input.Images.Select(image => image.Name)];
        if (request.Lesion == LesionSearchMode.None)
        {
            return null;
        }

        var images = input.TakeKept();
        if (LesionFinding.RefusalOf(names) is { } refusal)
        {
            return new() { Reason = refusal };
        }

        var contrasts = LesionContrasts.Recognise(names);
        var values = contrasts.ToDictionary(pair => pair.Key, pair => images[pair.Value]);
        return LesionFinding.Of(
            contrasts.ToDictionary(pair => pair.Key, pair => names[pair.Value]),
            LesionFinder.Find(input.Images[0].Grid, input.Mask, values, backend, cancellation));
    }

    private static IEnumerable<string> OfVolume(SegmentationRequest request, MaskedImages input)
    {
        var millilitres = input.Mask.Count * input.Images[0].Grid.VoxelVolume / 1000;
        if (request.IntracranialVolume < millilitres)
        {
            yield return FormattableString.Invariant(
                $"The mask has {millilitres:F0} mL, more than the intracranial volume of {request.IntracranialVolume:F0} mL; check both.");
        }
    }

    internal static IClustering Fit(
        SegmentationRequest request, VoxelSet voxels, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return request.Estimator.Fit(voxels, progress, cancellation);
        }
        catch (StartException e)
        {
            throw new ImageException($"{request.StartFile} does not suit these images: {e.Message}", e);
        }
    }

    private static void Check(SegmentationRequest request, MaskedImages input, PhaseClock clock, CancellationToken cancellation)
    {
        if (request.Lesion == LesionSearchMode.Required)
        {
            LesionContrasts.Recognise([.. input.Images.Select(image => image.Name)]);
        }

        if (request.Lesion != LesionSearchMode.None)
        {
            input.Keep();
        }

        InputChecks.Require(input.FitFeatures, request);
        if (!input.IsFittedWhole && request.Estimator.NeedsLattice)
        {
            throw new ImageException("Excluded voxels cannot be labelled by a fit with neighbours or a bias field; "
                + "leave them background, or leave out the neighbours and the field.");
        }

        clock.End("mask");
        cancellation.ThrowIfCancellationRequested();
    }

    private static Memory<float> Posteriors(IClustering clustering, SegmentationMemory memory)
    {
        var posteriors = memory.Posteriors(clustering.Model.PosteriorCount(clustering.Voxels.Count));
        clustering.Posteriors(posteriors.Span);
        FlushSubnormals(posteriors.Span);
        return posteriors;
    }

    // Numbers below the least normal float32 slow readers down and compress badly; no sum of posteriors changes by more than 1e-37.
    private static void FlushSubnormals(Span<float> posteriors)
    {
        foreach (ref var posterior in posteriors)
        {
            posterior = posterior < LeastNormal ? 0 : posterior;
        }
    }

    // A start is reported as iteration 0: the time before it is initialisation.
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
