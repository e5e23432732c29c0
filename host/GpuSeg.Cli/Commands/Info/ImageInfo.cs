using System.Globalization;
using System.Text;
using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Commands.Info;

/// <summary>The information about one file; its volumes share header and grid, and their values are taken together.</summary>
internal sealed record ImageInfo(string File, NiftiHeader Header, int Volumes, VolumeStatistics Values)
{
    private Grid Grid => Header.Grid;

    /// <summary>A sentence for every contradiction in the header.</summary>
    public IReadOnlyList<string> Warnings { get; } = [.. HeaderChecks.Warnings(File, Header)];

    // A file of two dimensions has no third; one volume of four dimensions is a 3-D image.
    private double[] Shape =>
    [
        Grid.Shape.X, Grid.Shape.Y,
        .. Header.Dim[0] == 2 ? (double[])[] : [Grid.Shape.Z],
        .. Volumes == 1 ? (double[])[] : [Volumes],
    ];

    private string Form => Header.Form.ToString().ToLowerInvariant();

    private double[] Spacing => [Grid.Spacing.X, Grid.Spacing.Y, Grid.Spacing.Z];

    public static ImageInfo Read(string path)
    {
        var volumes = NiftiReader.Read(path);
        return new(path, volumes[0].Header, volumes.Count, VolumeStatistics.Compute(volumes));
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.Array("shape", Shape, Shape.Length);
        json.Array("spacing", Spacing, Spacing.Length);
        json.WriteString("datatype", Header.Datatype.NumpyName());
        json.Array("affine", [.. Grid.Affine.Cast<double>()], 4, 4);
        json.WriteString("orientation", Grid.Orientation);
        json.Number("slope", Header.Slope);
        json.Number("intercept", Header.Intercept);
        json.Number("min", Values.Min);
        json.Number("max", Values.Max);
        json.Number("mean", Values.Mean);
        json.WriteNumber("zeros", Values.Zeros);
        json.WriteNumber("nonfinite", Values.NonFinite);
        json.WriteString("form", Form);
        json.WriteNumber("sform_code", Header.SformCode);
        json.WriteNumber("qform_code", Header.QformCode);
        json.Array("pixdim", [Header.Pixdim.X, Header.Pixdim.Y, Header.Pixdim.Z], 3);
        json.Texts("warnings", Warnings);
        json.WriteEndObject();
    }

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(File);
        Line(text, "shape", string.Join(" x ", Shape));
        Line(text, "spacing", string.Join(" x ", Spacing.Select(Short)));
        Line(text, "datatype", Header.Datatype.NumpyName());
        Line(text, "orientation", Grid.Orientation);
        Line(text, "affine", string.Join(" | ", Enumerable.Range(0, 3).Select(AffineRow)));
        Line(text, "form", $"{Form} (codes: sform {Header.SformCode}, qform {Header.QformCode})");
        Line(text, "scaling", $"slope {Short(Header.Slope)}, intercept {Short(Header.Intercept)}");
        Line(text, "values", $"min {Short(Values.Min)}, max {Short(Values.Max)}, mean {Short(Values.Mean)}");
        Line(text, "voxels", $"{Values.Zeros} zero, {Values.NonFinite} not finite");
        return text.ToString();

        string AffineRow(int row) => string.Join(" ", Enumerable.Range(0, 4).Select(column => Short(Grid.Affine[row, column])));
    }

    /// <summary>Returns the text for a file that cannot be used.</summary>
    public static string Unusable(string file, RawHeader header)
    {
        var text = new StringBuilder();
        text.Append(file).AppendLine(": cannot be used; its header as stored:");
        foreach (var (name, values) in header.Fields)
        {
            Line(text, name, string.Join(" ", values.Select(Short)));
        }

        return text.ToString();
    }

    /// <summary>Writes the object for a file that cannot be used.</summary>
    public static void WriteUnusable(Utf8JsonWriter json, string file, string error, RawHeader header)
    {
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteString("error", error);
        json.WriteStartObject("header");
        foreach (var (name, values) in header.Fields)
        {
            json.Array(name, values, values.Count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append("  ").Append(name.PadRight(13)).AppendLine(value);

    // Adding 0 makes -0 plain 0.
    private static string Short(double value) => (value + 0.0).ToString("G7", CultureInfo.InvariantCulture);
}
