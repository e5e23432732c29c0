using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>Finds the images of a session for the channels that it should have.</summary>
/// <param name="root">The data set.</param>
/// <param name="session">The session.</param>
/// <param name="rules">The user's decisions about runs and missing channels.</param>
/// <param name="areNamed">Whether the user named the channels.</param>
internal sealed class ChannelPlan(string root, BidsSession session, PlanRules rules, bool areNamed)
{
    /// <summary>Chooses an image for every channel, and requires them to lie on one grid.</summary>
    /// <param name="wanted">The channels.</param>
    /// <param name="share">Tells how many sessions have a channel; null if the user named the channels.</param>
    /// <param name="notes">Receives a sentence for every image that is left out and for every channel that is missing.</param>
    /// <returns>The channels with their grid, and the names of the missing ones, if the user allows it.</returns>
    /// <exception cref="ImageException">A channel is missing, its image is a matter of choice, or the grids differ.</exception>
    public ((Channel[] Channels, PlannedGrid Grid) Found, string[] Missing) Find(
        IReadOnlyList<WantedChannel> wanted, Func<string, string>? share, List<string> notes)
    {
        WantedChannel[] there = [.. wanted.Where(channel => channel.Images.Count > 0)];
        var chosen = new VersionRule(root, rules.Runs, areNamed).Choose(session.Id, there, notes);
        var faults = there.Zip(chosen, (channel, choice) => (channel.Name, choice.Fault)).Where(choice => choice.Fault is not null)
            .ToDictionary(choice => choice.Name, choice => choice.Fault!);
        WantedChannel[] missing = [.. wanted.Where(channel => channel.Images.Count == 0 || faults.ContainsKey(channel.Name))];
        if (missing.Length > 0)
        {
            var sentence = Missing(missing, share, faults);
            if (!rules.AllowMissing || missing.Length == wanted.Count)
            {
                throw new ImageException($"{sentence}; add the image, choose other channels or allow missing channels.");
            }

            notes.Add($"{sentence}; its labels cannot be compared with those of complete sessions.");
        }

        var found = there.Zip(chosen, (channel, choice) => (channel.Name, choice.Images))
            .Where(channel => channel.Images.Length > 0).ToArray();
        var grid = Grid([.. found.Select(channel => (channel.Name, channel.Images[0]))]);
        var taken = new HashSet<string>();
        return (
            ([.. found.Select(channel => new Channel(ImageFile.UniqueName(channel.Name, taken), channel.Images[0].Image)
            {
                Repeats = [.. channel.Images[1..].Select(run => run.Image)],
            })],
                grid with { MovingBytes = grid.MovingBytes + found.Sum(channel => BytesOfMean(channel.Images)) }),
            [.. missing.Select(channel => channel.Name)]);
    }

    private string Missing(WantedChannel[] missing, Func<string, string>? share, Dictionary<string, string> faults)
    {
        var faulty = missing.Where(channel => faults.ContainsKey(channel.Name)).Select(channel => faults[channel.Name]).ToArray();
        var absent = missing.Where(channel => !faults.ContainsKey(channel.Name)).ToArray();
        string[] without = absent.Length == 0 ? [] : share is null
            ? [$"No image of {session.Id} is {string.Join(" or ", absent.Select(channel => channel.Text))}; "
                + $"it has {AnatomicalImages.FileNames(session.Images)}"]
            : [$"it lacks {TextFormat.List([.. absent.Select(channel => $"{channel.Name} ({share(channel.Name)})")])}"];
        return string.Join("; ", faulty.Concat(without));
    }

    // A mean needs its runs as stored, and its values as float32.
    private static long BytesOfMean(Candidate[] runs) => runs.Length == 1 ? 0
        : runs.Sum(run => (long)run.Header.VolumeBytes) + (long)sizeof(float) * runs[0].Header.Grid.VoxelCount;

    private PlannedGrid Grid((string Name, Candidate Image)[] channels)
    {
        if (rules.Regrid is null)
        {
            RequireOneGrid([.. channels.Select(channel => channel.Image)]);
        }

        var target = rules.Regrid ?? TargetGrid.First;
        var index = target.IndexIn(
            [.. channels.Select(channel => channel.Image.Image.Path)], [.. channels.Select(channel => channel.Name)]);
        return PlannedGrid.Of(
            target.HeaderFrom(channels[index].Image.Header), channels.Select(channel => channel.Image.Header), target.Interpolation);
    }

    private static void RequireOneGrid(Candidate[] images)
    {
        var first = images[0];
        foreach (var image in images)
        {
            try
            {
                GridCheck.Require(first.Image.Path, first.Header, image.Image.Path, image.Header);
            }
            catch (ImageException e)
            {
                throw new ImageException($"{e.Message.TrimEnd('.')}, or choose other channels.");
            }
        }
    }
}
