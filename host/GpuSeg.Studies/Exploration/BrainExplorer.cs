using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Views;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Exploration;

/// <summary>The way from image files to many clusterings of one brain: read and mask once, then run and judge all fits.</summary>
public static class BrainExplorer
{
    // If a mixture stops by tol, its optimum is usually some hundred accelerated passes away.
    private const int OptimumPasses = 1000;

    // Enough to show the form of the names.
    private const int MostNamed = 8;

    /// <summary>Runs one exploration.</summary>
    /// <param name="request">The exploration wanted.</param>
    /// <param name="startBackend">
    /// Starts the backend once the input is known to be usable, given the work: voxels times clusters times starts of all fits.
    /// </param>
    /// <param name="clock">Receives the ends of the phases read, mask and fit.</param>
    /// <param name="progress">Receives the number of fits that have ended.</param>
    /// <param name="cancellation">Stops the run at the next iteration.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    public static ExplorationResult Run(
        ExplorationRequest request,
        Func<long, IBackend> startBackend,
        PhaseClock clock,
        IProgress<ExplorationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(startBackend);
        ArgumentNullException.ThrowIfNull(clock);
        var input = MaskedVolumes.Read(request, clock, cancellation, request.Winsorizing);
        var features = input.Features;
        InputChecks.Require(features, request.Order, request.Clusters[0]);
        RequireSlices(request, input.Images[0].Grid);
        var cells = Cells(request, features.Names);
        string[] names = [.. cells.Select(cell => new ExploredFit(cell, features.Names).Name)];
        RequireDistinct(names);
        RequireShown(request, names);
        clock.End("mask");
        cancellation.ThrowIfCancellationRequested();
        using var backend = startBackend(cells.Sum(cell => (long)features.Count * cell.Estimator.Clusters * cell.Estimator.Starts));
        var options = new ExplorationOptions
        {
            Order = request.Order,
            OptimumPasses = OptimumPasses,
            Lattice = request.Methods.Any(method => method.NeedsLattice) ? input.Lattice() : null,
        };
        var fits = InOrder(Explorer.Run(features, cells, backend, options, progress, cancellation), cells, features);
        var result = new ExplorationResult
        {
            Request = request,
            Input = input,
            Features = features,
            Fits = fits,
            Backend = backend.Name,
            Warnings =
            [
                .. SegmentationWarnings.OfInput(
                    input, request.Scalings.SelectMany(scaling => request.Methods.Select(method => new ScaledFit(method, scaling)))),
                .. GreyLevels(fits),
            ],
        };
        clock.End("fit");
        return result;
    }

    private static ExploredFit[] InOrder(
        IEnumerable<ExplorationFit> fits, IReadOnlyList<ExplorationCell> cells, FeatureMatrix features)
    {
        var names = features.Names;
        var fitted = fits.ToDictionary(fit => fit.Cell);
        return [.. cells.Select(cell => Judged(new(cell, names, fitted[cell])))];

        // A component on one grey level has a density without bound: the fit would win by BIC, which means nothing there.
        ExploredFit Judged(ExploredFit fit) => fit.Method.RewardsOneLevel(fit.Estimator) && fit.Clustering is { } found
            && ClusterWarnings.HasOneLevel(features, found.Labels, found.Statistics, fit.Columns)
            ? fit.OnOneLevel()
            : fit;
    }

    private static IEnumerable<string> GreyLevels(IReadOnlyList<ExploredFit> fits)
    {
        string[] flat = [.. fits.Where(fit => fit.HasOneLevel).Select(fit => fit.Name)];
        if (flat.Length > 0)
        {
            var more = flat.Length > MostNamed ? $" and {flat.Length - MostNamed} more" : "";
            yield return $"A component sits on one grey level in {Plural.Of(flat.Length, "fit")} "
                + $"({string.Join(", ", flat.Take(MostNamed))}{more}), where likelihood, BIC and AIC mean nothing; "
                + "BIC and AIC of such fits are left out, so choose the number of clusters among the others.";
        }
    }

    private static void RequireSlices(ExplorationRequest request, Grid grid)
    {
        var count = new AnatomicalView(grid, Plane.Axial).Slices;
        foreach (var slice in request.Slices ?? [])
        {
            if (slice < 0 || slice >= count)
            {
                throw new ImageException($"The images have no axial slice {slice}; choose from 0 to {count - 1}.");
            }
        }
    }

    private static void RequireDistinct(string[] names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
        {
            throw new ImageException($"Two fits would be called '{twice}', because the name of an image contains +; rename its file.");
        }
    }

    private static void RequireShown(ExplorationRequest request, string[] names)
    {
        if (request.Shown is { } shown && !names.Contains(shown))
        {
            var first = string.Join(", ", names.Take(MostNamed));
            var more = names.Length > MostNamed ? ", ..." : "";
            throw new ImageException($"No fit of this exploration is called '{shown}'; the fits are {first}{more}.");
        }
    }

    private static IReadOnlyList<ExplorationCell> Cells(ExplorationRequest request, IReadOnlyList<string> names) => new ExplorationGrid
    {
        Subsets = ImageSubsets.Of(request.Subsets, names),
        Standardise = [.. request.Scalings.Select(scaling => scaling == FeatureScaling.Standard)],
        Methods = request.Methods,
        Clusters = request.Clusters,
    }.Cells();
}
