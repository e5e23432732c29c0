using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>A derivative data set whose masks choose the voxels of sessions, such as the brains of a skull stripper.</summary>
public sealed class MaskDataset
{
    private readonly RawData _raw;
    private readonly string _root;

    private MaskDataset(RawData raw, string root, string name, bool isInside) =>
        (_raw, _root, Name, IsInside) = (raw, root, name, isInside);

    /// <summary>Name in URIs, of letters and digits.</summary>
    public string Name { get; }

    /// <summary>Whether the masks lie in the folder of the raw data set.</summary>
    public bool IsInside { get; }

    /// <summary>The raw data, with a link to the masks if they lie elsewhere.</summary>
    public RawData Raw => IsInside ? _raw : _raw with { Links = new Dictionary<string, string>(_raw.Links) { [Name] = _root } };

    /// <summary>Finds the folder.</summary>
    /// <param name="raw">The raw data set.</param>
    /// <param name="given">A folder in the raw data set, such as derivatives/NAME, any other path, or just NAME.</param>
    /// <exception cref="ImageException">The folder does not exist.</exception>
    public static MaskDataset Open(RawData raw, string given)
    {
        ArgumentNullException.ThrowIfNull(raw);
        string[] places = [Path.Combine(raw.Root, given), given, Path.Combine(raw.Root, "derivatives", given)];
        var root = Array.Find(places, Directory.Exists) ?? throw new ImageException(
            $"{given}, the source of masks, is a folder neither in {raw.Root} nor here; "
            + "give a folder, such as derivatives/NAME, or one of the rules positive and nonzero.");
        var folder = Path.GetFileName(RealPath.Resolve(Path.TrimEndingDirectorySeparator(root)));
        var label = string.Concat(folder.Where(char.IsAsciiLetterOrDigit));
        return new(raw, root, label is "" or "raw" ? "masks" : label, RealPath.Between(raw.Root, root).Split('/')[0] != "..");
    }

    /// <summary>Adds the brain mask that lies beside the first image to a plan, or the reason why it cannot be used.</summary>
    /// <returns>The same plan if there is no such mask.</returns>
    public static SessionPlan AddBeside(RawData raw, SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(plan);
        return new MaskDataset(raw, raw.Root, raw.Name, isInside: true).AddTo(plan, masks => masks.MaskBeside(plan));
    }

    /// <summary>Adds the session's mask to a plan, or the reason why it has no mask.</summary>
    public SessionPlan AddTo(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return AddTo(plan, masks => masks.MaskOf(plan));
    }

    private SessionPlan AddTo(SessionPlan plan, Func<MaskDataset, PlannedMask?> find)
    {
        try
        {
            return plan.Failure is null && find(this) is { } mask ? WithMask(plan, mask) : plan;
        }
        catch (ImageException e)
        {
            return plan with { Outputs = null, Failure = e.Message };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return plan with
            {
                Outputs = null,
                Failure = $"its masks cannot be listed ({e.Message.TrimEnd('.')}); check permissions and the disk.",
            };
        }
    }

    private SessionPlan WithMask(SessionPlan plan, PlannedMask mask)
    {
        var target = plan.Regrid ?? TargetGrid.First;
        var index = target.IndexIn(
            [.. plan.Channels.Select(channel => channel.Image.Path)], [.. plan.Channels.Select(channel => channel.Name)]);
        var grid = target.HeaderFrom(NiftiReader.ReadHeader(Path.Combine(_raw.Root, plan.Channels[index].Image.Path)));
        var moving = GridReader.BytesToMove(grid, NiftiReader.ReadHeader(Path.Combine(_raw.Root, mask.Path)));
        return plan with { Mask = mask, MovingBytes = plan.MovingBytes + moving };
    }

    private PlannedMask? MaskBeside(SessionPlan plan)
    {
        var image = plan.Channels[0].Image.Path;
        var names = BrainMasks.Beside(Path.Combine(_root, image)).Select(file => Path.GetFileName(file)).ToHashSet();
        BidsImage[] found = [.. MasksIn(plan, Path.GetDirectoryName(image)!).Where(mask => names.Contains($"{mask.Name}"))];
        return found.Length == 0 ? null : OnGrid(plan, found) is var chosen ? new(chosen.Path, chosen.Uri) : null;
    }

    private PlannedMask MaskOf(SessionPlan plan)
    {
        var folder = BidsSession.FolderOf(plan.Subject, plan.Session);
        var found = BidsSession.Datatypes.Select(datatype => MasksIn(plan, $"{folder}/{datatype}"))
            .FirstOrDefault(masks => masks.Length > 0)
            ?? throw new ImageException(
                $"{_root} has no mask of {plan.Id} (*_mask.nii.gz in {folder}/anat or dwi); make one or leave the session out.");
        // A mask of a label, such as a lesion, is not one of the brain.
        BidsImage[] unlabelled = [.. found.Where(mask => mask.Name["label"] is null)];
        var chosen = OnGrid(plan, found.Any(IsBrain) ? [.. found.Where(IsBrain)] : unlabelled.Length > 0 ? unlabelled : found);
        var path = $"{RealPath.Between(_raw.Root, _root)}/{chosen.Path}";
        return new(path, IsInside ? (chosen with { Path = path }).Uri : $"bids:{Name}:{chosen.Path}");
    }

    private BidsImage[] MasksIn(SessionPlan plan, string folder)
    {
        var path = Path.Combine(_root, folder);
        InputFile.RefuseBrokenLink(path);
        return Directory.Exists(path)
            ? [
                .. Directory.EnumerateFileSystemEntries(path, "*_mask.nii*")
                    .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
                    .Select(file => MaskOf(plan, folder, file)).OfType<BidsImage>(),
            ]
            : [];
    }

    private static BidsImage? MaskOf(SessionPlan plan, string folder, string file) =>
        BidsName.TryParse(file, out var name) && IsMaskOf(plan, name) ? new($"{folder}/{file}", "", name) : null;

    private static bool IsMaskOf(SessionPlan plan, BidsName name) =>
        BrainMasks.IsMask(name) && name["sub"] == plan.Subject && name["ses"] == plan.Session;

    private static bool IsBrain(BidsImage mask) => BrainMasks.IsBrain(mask.Name);

    private BidsImage OnGrid(SessionPlan plan, BidsImage[] masks)
    {
        var reference = Path.Combine(_raw.Root, plan.Channels[0].Image.Path);
        var header = NiftiReader.ReadHeader(reference);
        var headers = masks.Select(mask => NiftiReader.ReadHeader(At(mask))).ToArray();
        BidsImage[] fitting = [.. masks.Where((_, i) => GridMatch.Find(header, headers[i], GridRole.Mask) is not null)];
        if (fitting.Length == 0 && plan.Regrid is not null)
        {
            fitting = masks;
        }
        else if (fitting.Length == 0)
        {
            GridCheck.Require(reference, header, At(masks[0]), headers[0], GridRole.Mask);
        }

        return fitting.Length == 1 ? fitting[0] : throw new ImageException(
            $"{_root} has several masks of {plan.Id} on the grid of its images: {string.Join(", ", fitting.Select(mask => mask.Name))}; "
            + "keep one, or call it desc-brain.");
    }

    private string At(BidsImage mask) => Path.Combine(_root, mask.Path);
}
