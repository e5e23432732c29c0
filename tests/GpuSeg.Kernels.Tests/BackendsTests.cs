namespace GpuSeg.Kernels.Tests;

/// <summary>Which backend is taken when the user names none.</summary>
public class BackendsTests
{
    [Fact]
    public void Little_work_passes_cards_over_and_says_so()
    {
        var skipped = new List<string>();
        using var backend = Backends.Create("", new BackendOptions(Work: 1), skipped.Add);
        Assert.Equal("cpu", backend.Name);
        string[] cards = [.. Backends.Table.Where(entry => entry.AutomaticFrom > 0).Select(entry => entry.Name)];
        Assert.NotEmpty(cards);
        Assert.Equal(cards, skipped.Select(sentence => sentence.Split(':')[0]));
        Assert.All(skipped, sentence => Assert.Contains("not worth its start", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Much_work_takes_the_first_that_starts_and_says_why_others_did_not()
    {
        var skipped = new List<string>();
        using var backend = Backends.Create("", skipped: skipped.Add);
        var before = Backends.Table.TakeWhile(entry => entry.Name != backend.Name).Select(entry => entry.Name);
        Assert.Equal(before, skipped.Select(sentence => sentence.Split(':')[0]));
        Assert.All(skipped, sentence => Assert.DoesNotContain("not worth", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_name_lists_the_choices() =>
        Assert.All(Backends.Table, entry => Assert.Contains(
            entry.Name, Assert.Throws<ArgumentException>(() => Backends.Create("abacus")).Message, StringComparison.Ordinal));
}
