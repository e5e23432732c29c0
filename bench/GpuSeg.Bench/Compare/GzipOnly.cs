using System.IO.Compression;

namespace GpuSeg.Bench.Compare;

/// <summary>
/// The yardstick of a cohort: a program that inflates every subject's images and deflates a label map for each, and nothing else.
/// <c>gzip-only RAW MAP.nii.gz OUT THREADS</c>.
/// </summary>
internal static class GzipOnly
{
    public static int Run(string[] arguments)
    {
        var (raw, map, folder, threads) = (arguments[0], Inflated(arguments[1]), arguments[2], int.Parse(arguments[3], System.Globalization.CultureInfo.InvariantCulture));
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
                Deflate(map, Path.Combine(folder, $"{i}.nii.gz"));
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

    private static void Deflate(byte[] map, string path)
    {
        using var file = File.Create(path);
        // As our own label maps are.
        using var gzip = new GZipStream(file, new ZLibCompressionOptions { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding });
        gzip.Write(map);
    }
}
