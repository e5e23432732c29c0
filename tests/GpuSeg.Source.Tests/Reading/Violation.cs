namespace GpuSeg.Source.Tests.Reading;

/// <summary>Place in the source that breaks a rule.</summary>
internal sealed record Violation(string Path, int Line, string Text)
{
    public override string ToString() => $"{Path}:{Line}: {Text}";
}
