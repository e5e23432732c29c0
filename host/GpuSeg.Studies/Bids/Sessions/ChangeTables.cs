using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>Writer of the tables of changes between a subject's sessions, from the results in the folder.</summary>
public static class ChangeTables
{
    /// <summary>Writes a table for each subject with a model and several complete sessions, and removes tables of fewer sessions.</summary>
    /// <param name="run">The settings of the run.</param>
    /// <returns>A sentence for each subject whose first session is not certain.</returns>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(CohortRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var notes = new List<string>();
        foreach (var (subject, model) in run.Subjects ?? new Dictionary<string, SubjectModel>())
        {
            if (run.SessionsOf(subject) is { } sessions)
            {
                sessions.Write(run.Folder, subject, run.Segmentation, run.Template.LabelledBy(model.Model).LabelName);
                notes.AddRange(new[] { sessions.Doubt }.OfType<string>());
            }
        }

        return notes;
    }
}
