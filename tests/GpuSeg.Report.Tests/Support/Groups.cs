using GpuSeg.Studies.Bids.Group;

namespace GpuSeg.Report.Tests;

/// <summary>Sessions as results of the group level.</summary>
internal static class Groups
{
    /// <summary>Makes complete sessions of two labels, the volume of the first varying, and a failed and a missing session.</summary>
    public static GroupResult Of(int sessions, string name = "Made", params (int Session, double Millilitres)[] outliers) => new(name,
    [
        .. Enumerable.Range(1, sessions).Select(i => Complete(i, Volume(i, outliers))),
        new(Label(sessions + 1), null, "gmm2", GroupState.Failed)
        {
            Reason = "sub-x/anat/x.nii.gz is <b>truncated</b>; run `datalad get x`.",
        },
        new(Label(sessions + 2), null, "gmm2", GroupState.Missing) { Reason = "there is no result." },
    ]);

    public static string Label(int session) => $"{session:0000}";

    private static double Volume(int session, (int Session, double Millilitres)[] outliers) =>
        outliers.Where(outlier => outlier.Session == session).Select(outlier => outlier.Millilitres)
            .DefaultIfEmpty(100 + (session * 37 % 11)).First();

    private static GroupRow Complete(int i, double volume) => new(Label(i), null, "gmm2", GroupState.Complete)
    {
        Result = new()
        {
            Channels = ["t1w"],
            Labels = [new(1000, volume, [100 + (i * 31 % 17)], [5]), new(500, 50 + (i * 29 % 13), [300 + (i * 23 % 19)], [7])],
            Converged = i != 2,
            Iterations = 10 + (i % 3),
            Measures = new Dictionary<string, double?> { ["lower_bound"] = -2 - (0.01 * (i * 41 % 23)) },
            MaskVoxels = 1500,
            MaskShare = 0.25,
            MaskMillilitres = 150,
        },
        Match = new(i % 2 == 0 ? [2, 1] : [1, 2], "sub-0001", 0.1 * (i * 17 % 7)),
        Warnings = i == 3 ? ["Look at <i>this</i>."] : [],
        Report = i % 4 == 0 ? null : $"sub-{Label(i)}.html",
    };
}
