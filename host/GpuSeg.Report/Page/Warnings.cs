namespace GpuSeg.Report.Page;

/// <summary>What a user should know, in a box that is not overlooked.</summary>
public static class Warnings
{
    /// <summary>The sentences, in which what stands between backquotes is code; nothing where there are none.</summary>
    public static Html Of(IReadOnlyList<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        return sentences.Count == 0 ? Html.Empty : Html.Of($"""
            <div class="warnings"><h3>{(sentences.Count == 1 ? "Warning" : "Warnings")}</h3><ul>{sentences.Select(sentence => Html.Of($"<li>{Html.Prose(sentence)}</li>"))}</ul></div>
            """);
    }
}
