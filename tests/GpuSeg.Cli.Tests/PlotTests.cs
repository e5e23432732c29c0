using System.Xml.Linq;

namespace GpuSeg.Cli.Tests;

/// <summary>The command line of <c>gpuseg plot</c>; what figures show is tested with their library.</summary>
public sealed class PlotTests : IDisposable
{
    private const string Scores =
        "images\tmethod\tscale\tk\tcovariance\tbic\taic\tinertia\n"
        + "t1\tgmm\tnone\t1\tfull\t90\t80\tn/a\nt1\tgmm\tnone\t2\tfull\t50\t40\tn/a\nt1\tgmm\tnone\t3\tfull\t48\t39\tn/a\n"
        + "t1\tkmeans\tstandard\t2\tn/a\tn/a\tn/a\t7\nt1\tkmeans\tstandard\t3\tn/a\tn/a\tn/a\t6\n";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("slices T1 FLAIR", "Axial slices 1, 2, 3, 4 of t1, flair")]
    [InlineData("slices T1 --plane sagittal --slices 3", "Sagittal slice 3 of t1")]
    [InlineData("slices T1 FLAIR --labels LABELS --slices 2,4", "Axial slices 2, 4 of t1, flair and their labels")]
    [InlineData("histograms T1 FLAIR --scale standard", "Histograms of t1, flair")]
    [InlineData("labels LABELS", "Axial slices 1, 2, 3, 4 of the label maps labels")]
    [InlineData("labels LABELS LABELS --slices 3 --columns 1", "Axial slice 3 of the label maps labels, labels")]
    [InlineData("overlay T1 --labels LABELS", "Contours of the labels on t1")]
    [InlineData("overlay T1 --labels LABELS --plane coronal --slices 2,3", "Contours of the labels on t1")]
    [InlineData("scatter T1 FLAIR --labels LABELS --scale standard", "Scatter plots of t1, flair by label")]
    [InlineData("hist2d T1 FLAIR --mask LABELS", "Two-dimensional histograms of t1, flair")]
    [InlineData("bound MODEL", "Lower bound of the mixture per iteration")]
    [InlineData("scores SCORES", "BIC, AIC, Inertia over the number of clusters")]
    public void Draws_every_kind_as_PNG_and_SVG(string command, string title)
    {
        var (png, svg) = (_place.At("out/f.png"), _place.At("out/f.svg"));
        Assert.Equal($"wrote {png}\n", Plot($"{command} -o {png}").Stdout);
        Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(png)[..4]);
        Plot($"{command} -o {svg}");
        Assert.Equal(title, XDocument.Load(svg).Root!.Elements().First().Value);
        Assert.Equal(["f.png", "f.svg"], _place.Left);
    }

    [Fact]
    public void Marks_a_knee_if_there_is_one()
    {
        Plot($"scores SCORES -o {_place.Prefix}.svg");
        var svg = File.ReadAllText(_place.Prefix + ".svg");
        Assert.Contains(">ring: knee<", svg);
        Assert.Contains(">gmm, full<", svg);
        Assert.Contains(">t1, standard<", svg);
        _place.PutText("scores.tsv", Scores.Replace("t1\tgmm\tnone\t3\tfull\t48\t39\tn/a\n", "", StringComparison.Ordinal));
        Plot($"scores {_place.At("scores.tsv")} --overwrite -o {_place.Prefix}.svg");
        Assert.DoesNotContain("ring: knee", File.ReadAllText(_place.Prefix + ".svg"));
    }

    [Fact]
    public void Names_labels_by_the_table_beside_the_map()
    {
        Gpuseg.Succeed("segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, "--label-names", "one,two,CSF & more");
        Plot($"overlay T1 --labels {_place.Prefix}_dseg.nii.gz -o {_place.At("out/f.svg")}");
        Assert.Contains(">CSF &amp; more<", File.ReadAllText(_place.At("out/f.svg")));
    }

    [Theory]
    [InlineData("slices T1 -o OUT/f.jpg", "f.jpg", "end the name with .png or .svg")]
    [InlineData("slices T1 --slices 9 -o OUT/f.png", "--slices holds 9; axial slices of these images are numbered from 0 to 5")]
    [InlineData("slices T1 --slices 1,,2 -o OUT/f.png", "--slices holds an empty number")]
    [InlineData("slices T1 --slices 7 --plane coronal -o OUT/f.png", "coronal slices of these images are numbered from 0 to 6")]
    [InlineData("slices T1 --plane oblique -o OUT/f.png",
        "--plane is oblique; it must be axial, coronal or sagittal (see gpuseg plot slices --help)")]
    [InlineData("scatter T1 -o OUT/f.png", "--labels")]
    [InlineData("labels LABELS --columns 0 -o OUT/f.png", "--columns is 0")]
    [InlineData(
        "pie T1", "There is no command plot pie; choose one of slices, histograms, labels, overlay, scatter, hist2d, bound, scores (see "
            + "gpuseg plot --help)")]
    [InlineData("", "gpuseg plot is not complete; choose one of slices, histograms")]
    public void Rejects_invalid_options(string command, params string[] parts)
    {
        Refusal.OfUsage(Gpuseg.Run(Arguments(command)), parts);
        Assert.Empty(_place.Left);
    }

    [Theory]
    [InlineData("slices T1 --labels SHIFTED -o OUT/f.png", "shifted.nii lies on another grid than")]
    [InlineData("scatter T1 FLAIR --labels HALVES -o OUT/f.png", "halves.nii is not a label map: voxel (1, 0, 0) is")]
    [InlineData("labels LABELS EMPTY -o OUT/f.png", "empty.nii holds no labels: every voxel is 0")]
    [InlineData("bound SCORES -o OUT/f.png", "scores.tsv is not JSON", "PREFIX_model.json")]
    [InlineData("bound KMEANS -o OUT/f.png", "kmeans.json holds no lower_bound_history", "KMeans has no lower bound")]
    [InlineData("bound nowhere.json -o OUT/f.png", "nowhere.json does not exist")]
    [InlineData("scores MODEL -o OUT/f.png", "model.json holds no scores", "columns k and bic, aic or inertia")]
    public void Rejects_input_that_cannot_be_drawn(string command, params string[] parts)
    {
        Refusal.Of(3, Gpuseg.Run(Arguments(command)), parts);
        Assert.Empty(_place.Left);
    }

    [Fact]
    public void Keeps_inputs_and_existing_figures()
    {
        var figure = _place.PutText("out/f.png", "mine");
        Refusal.Of(1, Gpuseg.Run(Arguments($"bound MODEL -o {figure}")), "f.png", "--overwrite");
        Assert.Equal("mine", File.ReadAllText(figure));
        // A model may be called as it likes.
        File.Copy(Model(), _place.At("model.svg"));
        Refusal.Of(1, Gpuseg.Run(Arguments($"bound {_place.At("model.svg")} --overwrite -o {_place.At("model.svg")}")), "model.svg",
            "input");
        Plot($"bound MODEL --overwrite -o {figure}");
        Assert.NotEqual("mine", File.ReadAllText(figure));
    }

    private Outcome Plot(string command) => Gpuseg.Succeed(Arguments(command));

    private string[] Arguments(string command) => ["plot", .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Named)];

    private string Named(string word) => word switch
    {
        "T1" => _place.T1,
        "FLAIR" => _place.Flair,
        "LABELS" => _place.Put("labels.nii", [.. _place.T1Values.Select(value => value == 0 ? 0f : 1 + (int)(value / 100) % 3)]),
        "SHIFTED" => _place.Put("shifted.nii", [.. _place.T1Values.Select(_ => 1f)], shift: 2),
        "HALVES" => _place.Put("halves.nii", [.. _place.T1Values.Select(value => value + (value == 0 ? 0 : 0.5f))]),
        "EMPTY" => _place.Put("empty.nii", new float[_place.T1Values.Length]),
        "MODEL" => Model(),
        "KMEANS" => _place.PutText("kmeans.json", """{"model": "KMeans", "converged": true}"""),
        "SCORES" => _place.PutText("scores.tsv", Scores),
        _ => word.Replace("OUT", _place.Out, StringComparison.Ordinal),
    };

    private string Model() => _place.PutText("model.json", """{"lower_bound_history": [-4, -3.5, -3.4], "converged_": true}""");
}
