using System.CommandLine;
using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Which slices are drawn.</summary>
internal sealed class SliceOptions
{
    private readonly Option<string> _plane = new("--plane") { Description = "The plane of the slices.", DefaultValueFactory = _ => "axial" };
    private readonly Option<string> _slices = new("--slices")
    {
        Description = "Slices by their index in the file, from 0, as NumPy counts; auto spreads them over the voxels that take part.",
        DefaultValueFactory = _ => "auto",
        HelpName = "N,N,...",
    };

    public void AddTo(Command command)
    {
        Bounds.OneOf(_plane, "axial", "coronal", "sagittal");
        command.Options.Add(_plane);
        command.Options.Add(_slices);
    }

    public Plane Plane(ParseResult parsed) => Enum.Parse<Plane>(parsed.GetValue(_plane)!, ignoreCase: true);

    /// <summary>Whether plane or slices were named.</summary>
    public bool Given(ParseResult parsed) => parsed.GetResult(_plane) is { Implicit: false } || parsed.GetResult(_slices) is { Implicit: false };

    /// <summary>File indices of the slices.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="grid">The grid whose slices are meant.</param>
    /// <param name="auto">The slices that auto means.</param>
    public IReadOnlyList<int> Slices(ParseResult parsed, Grid grid, Func<IReadOnlyList<int>> auto)
    {
        var text = parsed.GetValue(_slices)!;
        if (text == "auto")
        {
            return auto();
        }

        var last = new AnatomicalView(grid, Plane(parsed)).Slices - 1;
        return [.. text.Split(',').Select(number => Slice(number, last, parsed))];
    }

    private int Slice(string text, int last, ParseResult parsed) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var slice) && slice >= 0 && slice <= last
            ? slice
            : throw new UsageException($"--slices holds {(text.Length == 0 ? "an empty number" : text)}; {parsed.GetValue(_plane)} slices of these images are numbered from 0 to {last}.");
}
