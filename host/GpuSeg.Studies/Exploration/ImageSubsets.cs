using GpuSeg.Engine.Exploration;
using GpuSeg.Images;

namespace GpuSeg.Studies.Exploration;

/// <summary>Sets of images that are clustered together, as users write them: single, all, all-combinations, or names joined by +.</summary>
public static class ImageSubsets
{
    /// <summary>Every image by itself.</summary>
    public const string Singles = "single";

    /// <summary>All images together.</summary>
    public const string All = "all";

    /// <summary>Every set of images.</summary>
    public const string Combinations = "all-combinations";

    // Ten images have 1023 sets; more would be a mistake.
    private const int MostCombined = 10;

    /// <summary>Expands rules to sets, each as numbers of images.</summary>
    /// <exception cref="ImageException">An image of a rule does not exist, or there are too many images to combine.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<string> rules, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(names);
        return [.. rules.SelectMany(rule => Of(rule, names))];
    }

    /// <summary>Names a set in names of files: all, or the names of its images joined by +.</summary>
    public static string NameOf(IReadOnlyList<int> subset, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(subset);
        ArgumentNullException.ThrowIfNull(names);
        return subset.Count == names.Count && names.Count > 1 && !names.Contains(All)
            ? All
            : string.Join('+', subset.Select(image => names[image]));
    }

    private static IReadOnlyList<IReadOnlyList<int>> Of(string rule, IReadOnlyList<string> names) => rule switch
    {
        _ when names.Contains(rule) => [[Find(rule, names)]],
        Singles => ExplorationGrid.Singles(names.Count),
        All => ExplorationGrid.All(names.Count),
        Combinations when names.Count > MostCombined => throw new ImageException(
            $"{Combinations} of {names.Count} images would be {(1L << names.Count) - 1} sets; "
            + $"name the sets you mean, such as {names[0]}+{names[1]}."),
        Combinations => ExplorationGrid.Combinations(names.Count),
        _ => [[.. rule.Split('+').Select(name => Find(name, names))]],
    };

    private static int Find(string name, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        throw new ImageException(
            $"No image is called '{name}'; sets of images are {Singles}, {All}, {Combinations}, or names joined by +, "
            + $"and the images are {string.Join(", ", names)}.");
    }
}
