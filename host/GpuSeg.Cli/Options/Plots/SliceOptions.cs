using System.CommandLine;
using System.Globalization;
using GpuSeg.Cli.Failures;
using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Cli.Options.Plots;

/// <summary>The slices to draw.</summary>
/// <param name="Plane">Their plane.</param>
/// <param name="Text">Their indices as the user wrote them, or auto.</param>
/// <param name="Given">Whether the user named plane or slices.</param>
internal sealed record SliceSettings(Plane Plane, string Text, bool Given)
{
    /// <summary>Returns the file indices of the slices.</summary>
    /// <param name="grid">The grid that is cut.</param>
    /// <param name="auto">Chooses the slices if the user named none.</param>
    /// <exception cref="UsageException">An index is not that of a slice of the grid.</exception>
    public IReadOnlyList<int> Choose(Grid grid, Func<IReadOnlyList<int>> auto)
    {
        if (Text == "auto")
        {
            return auto();
        }

        var last = new AnatomicalView(grid, Plane).Slices - 1;
        return [.. Text.Split(',').Select(number => Slice(number, last))];
    }

    private int Slice(string text, int last) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var slice)
        && slice >= 0 && slice <= last
            ? slice
            : throw new UsageException($"--slices holds {(text.Length == 0 ? "an empty number" : text)}; "
                + $"{Plane.ToString().ToLowerInvariant()} slices of these images are numbered from 0 to {last}.");
}

/// <summary>The options that choose slices.</summary>
internal sealed class SliceOptions
{
    private readonly Option<string> _plane = new("--plane")
    {
        Description = "The plane of the slices.",
        DefaultValueFactory = _ => "axial",
    };

    private readonly Option<string> _slices = new("--slices")
    {
        Description = "Slices by their index in the file, from 0; auto spreads them over the included voxels.",
        DefaultValueFactory = _ => "auto",
        HelpName = "N,N,...",
    };

    public void AddTo(Command command)
    {
        OptionChecks.OneOf(_plane, "axial", "coronal", "sagittal");
        command.AddOptions(_plane, _slices);
    }

    public SliceSettings Bind(ParseResult parsed) => new(
        Enum.Parse<Plane>(parsed.GetValue(_plane)!, ignoreCase: true),
        parsed.GetValue(_slices)!,
        parsed.Gives(_plane) || parsed.Gives(_slices));
}
