using GpuSeg.Source.Tests.Reading;
using GpuSeg.Source.Tests.Rules;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace GpuSeg.Source.Tests;

/// <summary>Runs the tests, or prints where rules are broken (list) or the measures of the source (measures).</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["list", .. string[] wanted] => Task.FromResult(List(wanted)),
        ["measures"] => Task.FromResult(PrintMeasures(Environment.CurrentDirectory)),
        ["measures", string folder] => Task.FromResult(PrintMeasures(folder)),
        _ => RunTests(args),
    };

    /// <summary>Runs the tests as the entry point that xunit generates would.</summary>
    private static Task<int> RunTests(string[] args) => args.Any(arg => arg is "-automated" or "@@")
        ? ConsoleRunner.Run(args)
        : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

    /// <summary>Prints the violations of the repository around the working folder.</summary>
    /// <param name="wanted">Names of rules (all without a name), folders or files below the repository (everywhere without one).</param>
    private static int List(string[] wanted)
    {
        var rules = Rule.All.Where(rule => wanted.Contains(rule.Name)).DefaultIfEmpty().OfType<Rule>().ToArray();
        string[] folders = wanted.Where(word => Rule.All.All(rule => rule.Name != word)).Select(word => word.TrimEnd('/')).ToArray();
        SourceTree source = SourceTree.Read(Environment.CurrentDirectory);
        foreach (var rule in rules.Length == 0 ? Rule.All : rules)
        {
            var found = rule.Violations(source)
                .Where(violation => folders.Length == 0 || folders.Any(folder => IsBelow(violation.Path, folder)))
                .ToArray();
            if (found.Length > 0)
            {
                Console.WriteLine($"{rule.Name} ({found.Length}): {rule.Remedy}");
                Console.WriteLine($"  {string.Join("\n  ", found.AsEnumerable())}");
            }
        }

        return 0;
    }

    private static bool IsBelow(string path, string folder) =>
        path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static int PrintMeasures(string folder)
    {
        Console.Write(Measures.Table(SourceTree.Read(folder)));
        return 0;
    }
}
