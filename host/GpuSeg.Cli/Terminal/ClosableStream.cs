namespace GpuSeg.Cli.Terminal;

/// <summary>
/// A standard stream that may be closed (<c>&gt;&amp;-</c>): writes to a closed one are dropped, as in a pipe that nobody reads.
/// </summary>
internal sealed class ClosableStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Makes the console write through such streams unless it writes to a terminal.</summary>
    public static void Install()
    {
        if (Console.IsOutputRedirected)
        {
            Console.SetOut(Writer(Console.OpenStandardOutput()));
        }

        if (Console.IsErrorRedirected)
        {
            Console.SetError(Writer(Console.OpenStandardError()));
        }
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (UnauthorizedAccessException)
        {
            // EBADF: the descriptor is closed, or the runtime has since opened a read-only one under its number.
        }
    }

    private static StreamWriter Writer(Stream stream) => new(new ClosableStream(stream), Console.OutputEncoding) { AutoFlush = true };
}
