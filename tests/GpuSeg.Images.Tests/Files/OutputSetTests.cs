using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Files;

public sealed class OutputSetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gives_files_their_names_on_commit_and_not_before()
    {
        using (var outputs = new OutputSet(overwrite: false))
        {
            outputs.AddText(_folder.At("a.tsv"), "a");
            outputs.AddText(_folder.At("b.json"), "b");
            Assert.All(_folder.Names, name => Assert.Matches(@"^\.(a\.tsv|b\.json)\.[^.]+\.[^.]+\.tmp$", name));
            outputs.Commit();
            Assert.Equal([_folder.At("a.tsv"), _folder.At("b.json")], outputs.Paths);
        }
        Assert.Equal(["a.tsv", "b.json"], _folder.Names);
        Assert.Equal("b", File.ReadAllText(_folder.At("b.json")));
    }

    [Fact]
    public void Leaves_no_file_without_commit()
    {
        File.WriteAllText(_folder.At("old.txt"), "old");
        using (var outputs = new OutputSet(overwrite: true))
        {
            outputs.AddText(_folder.At("old.txt"), "new");
            outputs.AddText(_folder.At("other.txt"), "new");
        }
        Assert.Equal(["old.txt"], _folder.Names);
        Assert.Equal("old", File.ReadAllText(_folder.At("old.txt")));
    }

    [Fact]
    public void Leaves_no_file_and_passes_the_exception_when_a_writer_fails()
    {
        using (var outputs = new OutputSet(overwrite: false))
        {
            outputs.AddText(_folder.At("a.txt"), "a");
            Assert.Throws<OperationCanceledException>(() => outputs.Add(_folder.At("b.txt"), stream =>
            {
                stream.WriteByte(1);
                throw new OperationCanceledException();
            }));
            Assert.Contains("No space left", Assert.Throws<OutputException>(() =>
                outputs.Add(_folder.At("c.txt"), _ => throw new IOException("No space left on device."))).Message);
        }
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Refuses_unusable_targets_before_any_work()
    {
        File.WriteAllText(_folder.At("old.txt"), "old");
        Directory.CreateDirectory(_folder.At("folder"));
        File.CreateSymbolicLink(_folder.At("dangling.txt"), "nowhere");
        using var outputs = new OutputSet(overwrite: false);
        Assert.Contains("allow overwriting", Error("old.txt"));
        Assert.Contains("exists already", Error("dangling.txt"));
        Assert.Contains("is a folder", Error("folder"));
        Assert.Contains("is a file where a folder was expected", Error("old.txt/new.txt"));
        Assert.Contains("end it with .nii.gz", Assert.Throws<OutputException>(() => outputs.AddImage("labels.mgz", null!)).Message);
        Assert.Equal(["dangling.txt", "folder", "old.txt"], _folder.Names);

        string Error(string name)
        {
            var early = Assert.Throws<OutputException>(() => outputs.Require(_folder.At("fine.txt"), _folder.At(name)));
            Assert.Equal(early.Message, Assert.Throws<OutputException>(() => new AtomicFile(_folder.At(name), overwrite: false)).Message);
            Assert.Equal(early.Message.Contains("exists already", StringComparison.Ordinal), early.IsSolvedByOverwriting);
            return early.Message;
        }
    }

    [Fact]
    public void Refuses_inputs_as_targets_even_through_links()
    {
        var input = _folder.Put("t1.nii", NiftiBytes.Small());
        File.CreateSymbolicLink(_folder.At("link.nii"), "t1.nii");
        using var outputs = new OutputSet(overwrite: true, [_folder.At("link.nii")]);
        foreach (var name in new[] { "t1.nii", "link.nii", "./t1.nii" })
        {
            Assert.Contains("is an input", Assert.Throws<OutputException>(() => outputs.AddText(_folder.At(name), "")).Message);
        }

        Assert.Equal(NiftiBytes.Small(), File.ReadAllBytes(input));
    }

    [Fact]
    public void Refuses_to_write_through_directory_links()
    {
        Directory.CreateDirectory(_folder.At("store/sub-01"));
        Directory.CreateDirectory(_folder.At("raw"));
        Directory.CreateSymbolicLink(_folder.At("raw/sub-01"), "../store/sub-01");
        Directory.CreateSymbolicLink(_folder.At("out"), "raw");
        foreach (var name in (string[])["store/sub-01/t1.nii", "store/sub-01/t2.nii"])
        {
            _folder.Put(name, NiftiBytes.Small());
        }

        using var outputs = new OutputSet(overwrite: true, [_folder.At("raw/sub-01/t1.nii"), _folder.At("store/sub-01/t2.nii")]);
        var names = from folder in (string[])["out", "raw", "store"]
                    from file in (string[])["t1", "t2"]
                    select $"{folder}/sub-01/{file}.nii";
        foreach (var name in names)
        {
            Assert.Contains("is an input", Assert.Throws<OutputException>(() => outputs.AddText(_folder.At(name), "")).Message);
        }

        outputs.AddText(_folder.At("out/sub-01/dseg.nii"), "");
    }

    [Fact]
    public void Refuses_one_target_for_two_outputs()
    {
        using var outputs = new OutputSet(overwrite: true);
        outputs.AddText(_folder.At("a.txt"), "");
        Assert.Throws<OutputException>(() => outputs.AddText(_folder.At("./a.txt"), ""));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Keeps_all_old_files_when_a_rename_fails(int failing)
    {
        string[] names = ["a.txt", "b.txt", "c.json"];
        foreach (var name in names)
        {
            File.WriteAllText(_folder.At(name), "old");
        }

        using (var outputs = new OutputSet(overwrite: true))
        {
            foreach (var name in names)
            {
                outputs.AddText(_folder.At(name), "new");
            }

            // A folder in the place of a target lets its rename fail.
            File.Delete(_folder.At(names[failing]));
            Directory.CreateDirectory(_folder.At(names[failing]));
            Assert.Throws<OutputException>(outputs.Commit);
        }

        Assert.All(names.Where((_, i) => i != failing), name => Assert.Equal("old", File.ReadAllText(_folder.At(name))));
        Assert.Equal(names, _folder.Names);
    }

    [Fact]
    public void Sets_the_last_file_aside_first_and_gives_it_its_name_last()
    {
        string[] names = ["a.txt", "b.txt", "c.json"];
        foreach (var name in names)
        {
            File.WriteAllText(_folder.At(name), "old");
        }

        var seen = new List<string>();
        using var watcher = new FileSystemWatcher(_folder.Root) { EnableRaisingEvents = true };
        watcher.Renamed += (_, e) =>
        {
            lock (seen)
            {
                seen.Add(names.Contains(e.OldName) ? $"{e.OldName} leaves" : $"{e.Name} comes");
            }
        };
        using (var outputs = new OutputSet(overwrite: true))
        {
            foreach (var name in names)
            {
                outputs.AddText(_folder.At(name), "new");
            }

            outputs.Commit();
        }

        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                lock (seen)
                {
                    return seen.Count == 6;
                }
            },
            TimeSpan.FromSeconds(30)));
        Assert.Equal(
            ["c.json leaves", "b.txt leaves", "a.txt leaves", "a.txt comes", "b.txt comes", "c.json comes"], seen);
        Assert.All(names, name => Assert.Equal("new", File.ReadAllText(_folder.At(name))));
        Assert.Equal(names, _folder.Names);
    }

    [Fact]
    public void Replaces_a_link_and_keeps_its_target()
    {
        File.WriteAllText(_folder.At("object"), "annexed");
        File.CreateSymbolicLink(_folder.At("a.txt"), "object");
        using (var outputs = new OutputSet(overwrite: true))
        {
            outputs.AddText(_folder.At("a.txt"), "new");
            outputs.Commit();
        }
        Assert.Null(new FileInfo(_folder.At("a.txt")).LinkTarget);
        Assert.Equal(("annexed", "new"), (File.ReadAllText(_folder.At("object")), File.ReadAllText(_folder.At("a.txt"))));
    }

    [Fact]
    public void Keeps_a_target_that_appears_before_commit_and_drops_the_set()
    {
        using (var outputs = new OutputSet(overwrite: false))
        {
            outputs.AddText(_folder.At("a.txt"), "mine");
            outputs.AddText(_folder.At("b.txt"), "mine");
            File.WriteAllText(_folder.At("b.txt"), "theirs");
            Assert.Contains("exists already", Assert.Throws<OutputException>(outputs.Commit).Message);
        }
        Assert.Equal(["b.txt"], _folder.Names);
        Assert.Equal("theirs", File.ReadAllText(_folder.At("b.txt")));
    }

    [Fact]
    public void Gives_the_name_to_exactly_one_of_many_writers()
    {
        for (var round = 0; round < 20; round++)
        {
            var target = _folder.At($"{round}.txt");
            var files = Enumerable.Range(0, 8).Select(_ => new AtomicFile(target, overwrite: false)).ToArray();
            var winners = 0;
            Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 8 }, file =>
            {
                using (file)
                {
                    file.Write(stream => stream.Write("whole"u8));
                    try
                    {
                        file.Commit();
                        Interlocked.Increment(ref winners);
                    }
                    catch (OutputException)
                    {
                        // Another writer was first.
                    }
                }
            });
            Assert.Equal(1, winners);
            Assert.Equal("whole", File.ReadAllText(target));
        }
        Assert.Equal(20, _folder.Names.Count());
    }

    [Fact]
    public void Closes_files_that_wait_for_their_content()
    {
        using var file = new AtomicFile(_folder.At("later.txt"), overwrite: false);
        using var mine = new FileStream(_folder.At(Assert.Single(_folder.Names)), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }
}
