using System.Diagnostics;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class BidsIgnoreTests
{
    // Patterns of the manual of gitignore, of .bidsignore files of public data sets, and the corners of both.
    private static readonly string[] s_files =
    [
        "# comment\n\nsub-99/\n**/*_acq-motion_*\n",
        "sub-0[1-2]\n!sub-01\n",
        "sub-*/anat/*\n!sub-01/anat/sub-01_T1w.nii.gz\n",
        "sub-01/anat/\n!sub-01/anat/sub-01_T1w.nii.gz\n",
        "/anat\nanat/sub-02_T1w.nii.gz\n",
        "sub-01/**/sub-01_T1w.nii.gz\n**/ses-1\n",
        "sub-02/**\n!sub-02/anat\n",
        "*.nii\n?ub-01/\n",
        "[!s]ub-*\nsub-[[:digit:]]2/\nsub-[a-\n",
        "\\#odd\n\\!odd\nsub-01/anat/sub-01_T1w.nii.gz   \nblank\\ \n",
        "sub-01*T1w*\n",
        "**\n!**/\n!sub-01/**\n",
        "ses-1/anat\r\n*_FLAIR.nii.gz\r\n",
        "sub-01/anat**\nsub**/ses-1/\n",
    ];

    private static readonly string[] s_paths =
    [
        "sub-01/anat/sub-01_T1w.nii.gz", "sub-01/anat/sub-01_acq-motion_T1w.nii.gz", "sub-01/anat/sub-01_FLAIR.nii.gz",
        "sub-01/ses-1/anat/sub-01_T1w.nii.gz", "sub-01/ses-1/anat/sub-01_ses-1_T1w.nii", "sub-02/anat/sub-02_T1w.nii.gz",
        "sub-02/sub-01_T1w.nii.gz", "sub-99/anat/sub-99_T1w.nii.gz", "sub-12/anat/sub-12_T1w.nii.gz", "anat/sub-02_T1w.nii.gz", "#odd",
        "!odd", "blank ", "tub-01/x", "sub-03/anat2/x",
    ];

    [Fact]
    public void Leaves_out_the_paths_that_git_ignores()
    {
        using var folder = new TempFolder();
        Assert.SkipUnless(Git(folder.Root, "", "init", "-q") is not null, "There is no git.");
        foreach (var path in s_paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(path))!);
            folder.Put(path, []);
        }

        foreach (var text in s_files)
        {
            folder.Put(".gitignore", System.Text.Encoding.UTF8.GetBytes(text.Replace("\r", "", StringComparison.Ordinal)));
            var ignored = Git(folder.Root, string.Join('\n', s_paths), "check-ignore", "--no-index", "--stdin")!
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => path.StartsWith('"') ? path[1..^1] : path);
            var ignore = BidsIgnore.Parse(text);
            Assert.Equal((text, string.Join('\n', ignored)), (text, string.Join('\n', s_paths.Where(path => ignore.Ignores(path, false)))));
        }
    }

    [Theory]
    [InlineData("sub-99/", "sub-99", true, true)]
    [InlineData("sub-99/", "sub-99", false, false)]
    [InlineData("sub-9?", "sub-99/anat/x.nii", false, true)]
    [InlineData("**/*_acq-motion_*", "sub-01/anat/sub-01_acq-motion_T1w.nii.gz", false, true)]
    [InlineData("sub-[ab", "sub-[ab", false, false)]
    [InlineData("*\n!sub-01", "sub-01", true, false)]
    [InlineData("", "sub-01", true, false)]
    public void Follows_the_rules_of_gitignore(string text, string path, bool isFolder, bool expected) =>
        Assert.Equal(expected, BidsIgnore.Parse(text).Ignores(path, isFolder));

    private static string? Git(string folder, string input, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            git.StandardInput.Write(input);
            git.StandardInput.Close();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
