using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Tests.Bids;

/// <summary>A BIDS data set of tiny images, put together file by file.</summary>
public sealed class MadeDataset : IDisposable
{
    private readonly TempFolder _folder = new();

    public MadeDataset(params string[] images)
    {
        Text("dataset_description.json", """{"Name": "made", "BIDSVersion": "1.11.1"}""");
        foreach (var image in images)
        {
            Image(image);
        }
    }

    public string Root => _folder.Root;

    public RawData Scanned => BidsDataset.Scan(Root).Data;

    public string At(string path) => _folder.At(path);

    /// <summary>Writes sub-01/anat/... with all values positive, on the usual grid or one shifted by some mm.</summary>
    public void Image(string path, double shift = 0, int volumes = 1) => Bytes(path, NiftiBytes.Floats(
        [.. Enumerable.Range(1, 24 * volumes).Select(i => (float)i)], volumes == 1 ? [4, 3, 2] : [4, 3, 2, volumes], shift));

    public void Text(string path, string text)
    {
        MakeFolder(path);
        File.WriteAllText(At(path), text);
    }

    public void Link(string path, string target)
    {
        MakeFolder(path);
        File.CreateSymbolicLink(At(path), target);
    }

    public IReadOnlyList<SessionPlan> Plans(string? modalities = null, string? filter = null, PlanRules? rules = null) =>
        Planned(modalities, filter, rules).Plans;

    public (IReadOnlyList<SessionPlan> Plans, IReadOnlyList<string> Notes) Planned(
        string? modalities = null, string? filter = null, PlanRules? rules = null)
    {
        if (filter is not null)
        {
            Text("code/filter.json", filter);
        }

        var planner = new Planner(
            modalities?.Split(',').Select(Modality.Parse).ToArray(), filter is null ? FilterFile.Empty
                : FilterFile.Read(At("code/filter.json")), "gmm3", rules: rules);
        return planner.Plan(BidsDataset.Scan(Root));
    }

    public void Dispose() => _folder.Dispose();

    private void Bytes(string path, byte[] bytes)
    {
        MakeFolder(path);
        _folder.Put(path, bytes);
    }

    private void MakeFolder(string path) => Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
}
