using System.Text;
using System.Text.Json;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Views;
using GpuSeg.Report.Page;
using GpuSeg.Threads;

namespace GpuSeg.Report.Viewer;

/// <summary>
/// A viewer of the slices of images with labels over them, in three planes. Every volume lies in the page once, as a PNG of all axial
/// slices one below another; the script cuts the other planes. Without script, and on paper, still pictures replace it.
/// </summary>
public sealed class SliceViewer
{
    private const int DefaultOpacity = 35;

    // More choices become a list that opens.
    private const int MostButtons = 8;

    private readonly string _id;
    private readonly ShownBox _box;
    private readonly ShownImage[] _images;
    private readonly (LabelLayer Layer, byte[] Labels)[] _layers;
    private readonly int[] _start;

    /// <summary>Prepares the slices of the images.</summary>
    /// <param name="id">Identifier of this viewer within the page; letters and digits.</param>
    /// <param name="mask">The mask; the viewer shows its bounding box with a margin.</param>
    /// <param name="images">At least one image on the mask's grid, with its voxels.</param>
    /// <param name="layers">At least one label map on the same grid.</param>
    public SliceViewer(string id, VoxelMask mask, IReadOnlyList<Volume> images, IReadOnlyList<LabelLayer> layers)
        : this(id, mask, images, layers, ShownBox.MostVoxels)
    {
    }

    /// <summary>Index of the image that is shown first.</summary>
    public int FirstImage { get; init; }

    internal SliceViewer(string id, VoxelMask mask, IReadOnlyList<Volume> images, IReadOnlyList<LabelLayer> layers, int mostVoxels)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(images);
        _id = id;
        _box = new(mask, images[0].Grid, images.Count, mostVoxels);
        _images = OnAllCores(images, image => ShownImage.Of(image, mask, _box));
        _layers = OnAllCores(layers, layer => (layer, _box.Labels(layer.Map.Span)));
        _start = _box.MostInformative(_layers[0].Labels);
    }

    /// <summary>Writes the markup with the data.</summary>
    public Html ToHtml() => Html.Of($"""
        <div class="viewer" data-viewer="{_id}" hidden>
        <div class="controls">
        {Choice("image", "Image", [.. _images.Select(image => image.Name)], FirstImage)}
        {(_layers.Length > 1 ? Choice("layer", LayerTitle, [.. _layers.Select(layer => layer.Layer.Name)]) : Html.Empty)}
        <div class="sliders">
        {Slider("low", "Black", 255, 0)}
        {Slider("high", "White", 255, 255)}
        {Slider("opacity", "Labels", 100, DefaultOpacity)}
        </div>
        <div class="switches">
        {Switch("labels", "Show labels")}
        {Switch("cross", "Crosshair")}
        <button type="button" class="quiet" data-reset>Reset</button>
        </div>
        </div>
        <div class="planes" style="grid-template-columns: {Html.Trusted(string.Join(' ', _box.Planes.Select(Width)))}">
        {_box.Planes.Select(Pane)}
        </div>
        <p class="readout" data-readout></p>
        <div class="legend" role="group" aria-label="Labels shown" data-legend></div>
        </div>
        <script type="application/json" id="{_id}-data">{Html.Trusted(Data())}</script>
        <div class="still">{Mosaic.Of(_box, _images[FirstImage], _layers[0].Layer, _layers[0].Labels)}</div>
        {Note()}
        """);

    private string LayerTitle => _layers.Any(layer => layer.Layer.Bar is not null) ? "Layer" : "Labels of";

    // Columns are as wide as their planes in mm, so that all planes have the same scale.
    private string Width(BoxPlane plane) => $"minmax(0, {_box.Axes[plane.Across].Millimetres:0.###}fr)";

    private Html Choice(string name, string title, string[] options, int first = 0) => options.Length > MostButtons
        ? List(name, title, options, first)
        : Html.Of($"""
            <fieldset class="choice"><legend>{title}</legend>{options.Select((option, i) => Radio(name, option, i, i == first))}</fieldset>
            """);

    private Html Radio(string name, string option, int i, bool isFirst)
    {
        var isChecked = Html.Trusted(isFirst ? " checked" : "");
        var input = Html.Of($"""<input type="radio" name="{_id}-{name}" value="{i}"{isChecked}>""");
        return Html.Of($"""<label>{input}<span>{option}</span></label>""");
    }

    private Html List(string name, string title, string[] options, int first)
    {
        var items = options.Select((option, i) =>
            Html.Of($"""<option value="{i}"{Html.Trusted(i == first ? " selected" : "")}>{option}</option>"""));
        return Html.Of($"""
            <div class="choice"><label for="{_id}-{name}">{title}</label><select id="{_id}-{name}">{items}</select></div>
            """);
    }

    private Html Slider(string name, string title, int most, int value)
    {
        var input = Html.Of($"""<input type="range" id="{_id}-{name}" min="0" max="{most}" value="{value}">""");
        return Html.Of($"""
            <div class="slider"><label for="{_id}-{name}">{title}</label>{input}<output for="{_id}-{name}"></output></div>
            """);
    }

    private Html Switch(string name, string title) =>
        Html.Of($"""<label class="switch"><input type="checkbox" id="{_id}-{name}" checked> {title}</label>""");

    private Html Pane(BoxPlane plane)
    {
        var (view, most) = (plane.View, _box.Axes[plane.Through].Count - 1);
        var ratio = FormattableString.Invariant($"{_box.Axes[plane.Across].Millimetres:0.###} / {_box.Axes[plane.Up].Millimetres:0.###}");
        var (start, disabled) = (_start[plane.Through], Html.Trusted(most == 0 ? " disabled" : ""));
        return Html.Of($"""
            <figure class="pane" data-plane="{plane.Name}">
            <div class="picture" style="aspect-ratio: {ratio}">
            <canvas role="img" aria-label="{plane.Name} slice"></canvas>
            <span class="letter left" aria-hidden="true">{view.Left}</span><span class="letter right" aria-hidden="true">{view.Right}</span>
            <span class="letter up" aria-hidden="true">{view.Top}</span><span class="letter down" aria-hidden="true">{view.Bottom}</span>
            </div>
            <figcaption><label for="{_id}-{plane.Name}">{plane.Name}</label><output for="{_id}-{plane.Name}"></output></figcaption>
            <input type="range" id="{_id}-{plane.Name}" min="0" max="{most}" value="{start}"{disabled}>
            </figure>
            """);
    }

    private Html Note()
    {
        if (!_box.IsCoarse)
        {
            return Html.Empty;
        }

        var blocks = string.Join(" x ", _box.Axes.Select(axis => axis.Factor));
        var note = $"Pictures are coarser than the images, {blocks} voxels per pixel: to stay small, "
            + $"the page holds at most {ShownBox.MostVoxels:N0} voxels. Labels and numbers come from all voxels.";
        return Html.Of($"""
            <p class="note">{note}</p>
            """);
    }

    private string Data()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Array(json, "shape", _box.Axes.Select(axis => (double)axis.Count));
            Array(json, "spacing", _box.Axes.Select(axis => axis.Spacing));
            Array(json, "origin", _box.Axes.Select(axis => axis.Origin));
            Array(json, "step", _box.Axes.Select(axis => axis.Step));
            Array(json, "start", _start.Select(index => (double)index));
            json.WriteStartObject("planes");
            foreach (var plane in _box.Planes)
            {
                Array(json, plane.Name, [plane.Across, plane.Up, plane.Through]);
            }

            json.WriteEndObject();
            Images(json);
            Layers(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Images(Utf8JsonWriter json)
    {
        json.WriteStartArray("images");
        foreach (var (image, png) in _images.Zip(OnAllCores(_images, image => Png(image.Greys))))
        {
            json.WriteStartObject();
            json.WriteString("name", image.Name);
            json.WriteNumber("low", image.Range.Low);
            json.WriteNumber("high", image.Range.High);
            json.WriteBase64String("png", png);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Layers(Utf8JsonWriter json)
    {
        json.WriteStartArray("layers");
        foreach (var ((layer, _), png) in _layers.Zip(OnAllCores(_layers, layer => Png(layer.Labels))))
        {
            json.WriteStartObject();
            if (layer.Bar is { } bar)
            {
                json.WriteStartObject("bar");
                json.WriteString("name", layer.Name);
                json.WriteNumber("low", bar.Low);
                json.WriteNumber("high", bar.High);
                json.WriteString("unit", bar.Unit);
                json.WriteEndObject();
            }
            else
            {
                Texts(json, "names", layer.Labels.Select(label => label.Name));
            }

            Texts(json, "colours", layer.Labels.Select(label => label.Colour));
            json.WriteBase64String("png", png);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Packing the pictures takes most of the time of a page.
    private static TResult[] OnAllCores<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> make)
    {
        var results = new TResult[items.Count];
        ThreadBudget.For(results.Length, i => results[i] = make(items[i]));
        return results;
    }

    private byte[] Png(byte[] volume) => PngFile.Grey(volume, _box.Axes[0].Count, _box.Axes[1].Count * _box.Axes[2].Count);

    private static void Array(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(Math.Round(value, 4));
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
