using System.IO.Compression;

namespace GpuSeg.Bench.Compare;

/// <summary>
/// The yardstick of a cohort: a program that inflates every subject's images and deflates label maps for each, and nothing else.
/// <c>gzip-only RAW OUT THREADS runs|default MAP.nii.gz...</c>, where <c>runs</c> deflates as gpuseg does and <c>default</c> as gzip and .NET do.
/// </summary>
internal static class GzipOnly
{
    public const string Runs = "runs";
    public const string Default = "default";

    public static int Run(string[] arguments)
    {
        var (raw, folder, threads) = (arguments[0], arguments[1], int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture));
        var options = arguments[3] == Runs ? new ZLibCompressionOptions { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding } : new();
        byte[][] maps = [.. arguments[4..].Select(Inflated)];
        string[][] subjects = [.. Directory.GetDirectories(raw, "sub-*").Order().Select(subject => Directory.GetFiles(subject, "*.nii.gz", SearchOption.AllDirectories))];
        var next = -1;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return 0;

        void Work()
        {
            var buffer = new byte[1 << 20];
            for (int i; (i = Interlocked.Increment(ref next)) < subjects.Length;)
            {
                Array.ForEach(subjects[i], image => Inflate(image, buffer));
                for (var map = 0; map < maps.Length; map++)
                {
                    Deflate(maps[map], Path.Combine(folder, $"{i}-{map}.nii.gz"), options);
                }
            }
        }
    }

    private static byte[] Inflated(string path)
    {
        using var memory = new MemoryStream();
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        gzip.CopyTo(memory);
        return memory.ToArray();
    }

    private static void Inflate(string path, byte[] buffer)
    {
        using var file = new FileStream(path, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        while (gzip.Read(buffer) > 0)
        {
        }
    }

    private static void Deflate(byte[] map, string path, ZLibCompressionOptions options)
    {
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, options);
        gzip.Write(map);
    }
}
