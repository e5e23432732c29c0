using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>
/// The maps of an atlas's regions: one file for all sessions, or the *_dseg.nii.gz of each session in a derivative data set.
/// </summary>
public sealed class RegionSource
{
    private readonly RawData _raw;
    private readonly string _path;
    private readonly string _name;
    private readonly bool _isInside;
    private readonly bool _regrid;
    private readonly (string Entity, string Value)[] _conditions;

    private RegionSource(RawData raw, string path, string folder, (string, string)[] conditions, bool regrid)
    {
        (_raw, _path, _conditions, _regrid) = (raw, path, conditions, regrid);
        _isInside = RealPath.Between(raw.Root, folder).Split('/')[0] != "..";
        var label = string.Concat(Path.GetFileName(RealPath.Resolve(folder)).Where(char.IsAsciiLetterOrDigit));
        _name = label is "" or "raw" ? "regions" : label;
        Raw = _isInside ? raw : raw with { Links = new Dictionary<string, string>(raw.Links) { [_name] = folder } };
    }

    /// <summary>The raw data, with a link to the maps if they lie elsewhere.</summary>
    public RawData Raw { get; }

    private bool IsFile => !Directory.Exists(_path);

    private string Folder => IsFile ? Path.GetDirectoryName(_path)! : _path;

    /// <summary>Finds the file or folder.</summary>
    /// <param name="raw">The raw data set.</param>
    /// <param name="given">
    /// A file; or a folder in the raw data set, such as derivatives/NAME, any other path, or just NAME, optionally followed by a colon and
    /// the entities that the maps must have: derivatives/fmriprep:desc-aparcaseg.
    /// </param>
    /// <param name="regrid">Whether maps on another grid are resampled, so that their grids are not checked.</param>
    /// <exception cref="ImageException">It does not exist.</exception>
    public static RegionSource Open(RawData raw, string given, bool regrid = false)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(given);
        if (Found(raw, given) is { } path)
        {
            return Of(path, []);
        }

        var colon = given.LastIndexOf(':');
        if (colon > 0 && Conditions(given[(colon + 1)..]) is { Length: > 0 } conditions
            && Found(raw, given[..colon]) is { } folder && Directory.Exists(folder))
        {
            return Of(folder, conditions);
        }

        throw new ImageException(
            $"{given}, the source of regions, is neither a file nor a folder in {raw.Root} or here; give a label map, "
            + "or a derivative data set such as derivatives/NAME or derivatives/NAME:desc-LABEL.");

        RegionSource Of(string path, (string, string)[] conditions)
        {
            var full = Path.GetFullPath(path);
            return new(raw, full, Directory.Exists(full) ? full : Path.GetDirectoryName(full)!, conditions, regrid);
        }
    }

    /// <summary>Adds the session's map to a plan whose outputs include regions, or the reason why it has no map.</summary>
    public SessionPlan AddTo(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Failure is not null)
        {
            return plan;
        }

        try
        {
            var map = IsFile ? OnGrid(plan, _path) : MapOf(plan);
            return plan with { Regions = Planned(map) };
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
                Failure = $"its maps of regions cannot be listed ({e.Message.TrimEnd('.')}); check permissions and the disk.",
            };
        }
    }

    private static string? Found(RawData raw, string given) => given.Length == 0 ? null : Array.Find(
        [Path.Combine(raw.Root, given), given, Path.Combine(raw.Root, "derivatives", given)], Path.Exists);

    private static (string, string)[]? Conditions(string text)
    {
        string[][] parts = [.. text.Split(',', '_').Select(part => part.Split('-'))];
        return parts.All(part => part.Length == 2 && part.All(BidsName.IsLabel)) ? [.. parts.Select(part => (part[0], part[1]))] : null;
    }

    private PlannedMask Planned(string map)
    {
        var inFolder = Path.GetRelativePath(Folder, map).Replace(Path.DirectorySeparatorChar, '/');
        var between = RealPath.Between(_raw.Root, Folder);
        var path = between is "" or "." ? inFolder : $"{between}/{inFolder}";
        var (dataset, place) = _isInside ? ("raw", path) : (_name, inFolder);
        return new(path, $"bids:{dataset}:{string.Join('/', place.Split('/').Select(Uri.EscapeDataString))}");
    }

    // Of the session, or else of the subject.
    private string MapOf(SessionPlan plan)
    {
        string[] folders = [.. new[] { plan.Session, null }.Distinct().Select(session => BidsSession.FolderOf(plan.Subject, session))];
        string[] found = folders.SelectMany(folder => BidsSession.Datatypes.Select(datatype => MapsIn(plan, $"{folder}/{datatype}")))
            .FirstOrDefault(maps => maps.Length > 0) ?? [];
        return found switch
        {
            [] => throw new ImageException(
                $"{_path} has no map of regions of {plan.Id} ({Wanted} in {folders[0]}/anat); make one or leave the session out."),
            [var map] => OnGrid(plan, map),
            _ => TheOne(plan, found),
        };
    }

    private string Wanted => string.Concat(_conditions.Select(condition => $"*_{condition.Entity}-{condition.Value}")) + "*_dseg.nii.gz";

    private string[] MapsIn(SessionPlan plan, string folder)
    {
        var path = Path.Combine(_path, folder);
        InputFile.RefuseBrokenLink(path);
        return Directory.Exists(path)
            ? [
                .. Directory.EnumerateFileSystemEntries(path, "*_dseg.nii*").Order(StringComparer.Ordinal)
                    .Where(file => IsMapOf(plan, file)),
            ]
            : [];
    }

    private bool IsMapOf(SessionPlan plan, string file) =>
        BidsName.TryParse(Path.GetFileName(file), out var name)
        && name is { Suffix: "dseg", Extension: ".nii" or ".nii.gz" }
        && name["sub"] == plan.Subject && (name["ses"] ?? plan.Session) == plan.Session
        && _conditions.All(condition => name[condition.Entity] == condition.Value);

    private string TheOne(SessionPlan plan, string[] maps)
    {
        var header = NiftiReader.ReadHeader(Reference(plan));
        string[] fitting = [.. maps.Where(map => GridMatch.Find(header, NiftiReader.ReadHeader(map), GridRole.Labels) is not null)];
        return (_regrid && fitting.Length == 0 ? maps : fitting) switch
        {
            [] => OnGrid(plan, maps[0]),
            [var map] => map,
            var several => throw new ImageException(
                $"{_path} has several maps of regions of {plan.Id}{(fitting.Length > 0 ? " on the grid of its images" : "")}: "
                + $"{string.Join(", ", several.Select(Path.GetFileName))}; name the one by an entity, such as {Path.GetFileName(_path)}:"
                + $"{Distinguishing(several)}."),
        };
    }

    // The first entity by which the maps differ.
    private static string Distinguishing(string[] maps)
    {
        var parts = maps.SelectMany(map => Path.GetFileName(map).Split('_')).Where(part => part.Contains('-', StringComparison.Ordinal));
        var all = parts.CountBy(part => part).Where(part => part.Value == 1).Select(part => part.Key);
        return all.FirstOrDefault("desc-LABEL");
    }

    private string OnGrid(SessionPlan plan, string map)
    {
        var reference = Reference(plan);
        if (!_regrid)
        {
            GridCheck.Require(reference, NiftiReader.ReadHeader(reference), map, NiftiReader.ReadHeader(map), GridRole.Labels);
        }

        return map;
    }

    private string Reference(SessionPlan plan) => Path.Combine(_raw.Root, plan.Channels[0].Image.Path);
}
