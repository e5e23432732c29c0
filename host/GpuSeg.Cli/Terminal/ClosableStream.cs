namespace GpuSeg.Cli.Terminal;

/// <summary>A standard stream that may be closed (<c>&gt;&amp;-</c>): what is written to it then goes nowhere, as into a pipe that nobody reads.</summary>
internal sealed class ClosableStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Lets the console write to such streams where it does not write to a terminal.</summary>
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
            // EBADF: there is no such descriptor, or the runtime has one of its own under its number, which is not for writing.
        }
    }

    private static StreamWriter Writer(Stream stream) => new(new ClosableStream(stream), Console.OutputEncoding) { AutoFlush = true };
}
