using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Methods;

/// <summary>A number that tells how well a clustering fits its voxels; comparable between fits of one method to the same voxels.</summary>
/// <param name="Key">Name in tables and JSON, such as lower_bound.</param>
/// <param name="ModelKey">Name in model files, such as lower_bound_.</param>
/// <param name="Title">Name for people, such as Lower bound.</param>
/// <param name="Format">Number format for people.</param>
/// <param name="Value">Computes the number from the objective of the fit and the scores of the voxels.</param>
public sealed record Measure(string Key, string ModelKey, string Title, string Format, Func<double, LikelihoodScores?, double> Value)
{
    /// <summary>Whether the fit optimised it; an applied model reached it in other voxels.</summary>
    public bool IsObjective { get; init; }

    /// <summary>Whether it helps to choose the number of clusters; the knee is that of the first.</summary>
    public bool IsCriterion { get; init; }

    /// <summary>One sentence for tables that people read; null leaves the measure to files.</summary>
    public string? Description { get; init; }

    /// <summary>Name within a sentence: without a capital, unless it is an abbreviation.</summary>
    public string Name => Title.Length > 1 && char.IsUpper(Title[1]) ? Title : char.ToLowerInvariant(Title[0]) + Title[1..];

    /// <summary>Number format in tables of pages; null for four significant digits.</summary>
    public string? TableFormat { get; init; }

    /// <summary>Writes a value for people.</summary>
    public string Text(double value) => value.ToString(Format);

    /// <summary>Writes a value for a table of a page.</summary>
    public string TableText(double value) => TableFormat is null ? TextFormat.Number(value) : value.ToString(TableFormat);
}

/// <summary>A measure and its value for some voxels.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Value">The value.</param>
public sealed record MeasuredValue(Measure Measure, double Value);
