using System.IO.Compression;

namespace GpuSeg.Bench.Compare;

/// <summary>Yardstick for a cohort: a program that only decompresses every subject's images and compresses label maps.</summary>
/// <remarks>
/// <c>gzip-only RAW OUT THREADS runs|default MAP.nii.gz...</c>: <c>runs</c> compresses as gpuseg does, <c>default</c> as gzip and .NET do.
/// </remarks>
internal static class GzipOnly
{
    public const string Runs = "runs";
    public const string Default = "default";

    public static int Run(string[] arguments)
    {
        var (raw, folder) = (arguments[0], arguments[1]);
        var threads = int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture);
        var options = arguments[3] == Runs
            ? new ZLibCompressionOptions { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding }
            : new();
        byte[][] maps = [.. arguments[4..].Select(Inflated)];
        string[][] subjects =
        [
            .. Directory.GetDirectories(raw, "sub-*").Order()
                .Select(subject => Directory.GetFiles(subject, "*.nii.gz", SearchOption.AllDirectories)),
        ];
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
