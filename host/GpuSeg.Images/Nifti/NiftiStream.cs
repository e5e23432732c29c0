using System.Buffers.Binary;
using System.IO.Compression;
using GpuSeg.Images.Files;

namespace GpuSeg.Images.Nifti;

/// <summary>
/// The bytes of a file, inflated if it starts as gzip does, whatever its name.
/// </summary>
internal sealed class NiftiStream : IDisposable
{
    // Deflate cannot shrink more than 1032 to 1.
    private const long LargestRatio = 1032;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _stream;
    private readonly uint? _gzipLength;
    private long _position;
    private long _expected;
    private long _first;

    public NiftiStream(string path)
    {
        _path = path;
        _file = Open(path);
        Span<byte> start = stackalloc byte[2];
        var isGzip = Fill(_file, start) == 2 && start is [0x1F, 0x8B];
        _gzipLength = isGzip ? LastFourBytes() : null;
        _file.Position = 0;
        _stream = isGzip ? new GZipStream(_file, CompressionMode.Decompress) : _file;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
    }

    /// <summary>Reads up to the length of the buffer; less only at the end of the file.</summary>
    public int Read(Span<byte> buffer)
    {
        var read = Fill(_stream, buffer);
        _position += read;
        return read;
    }

    /// <summary>Skips to the first voxel.</summary>
    public void SkipTo(long offset)
    {
        if (_gzipLength is null)
        {
            if (offset > _file.Length)
            {
                ImageErrors.OffsetPastEnd(_path, offset, _file.Length);
            }

            _file.Position = _position = offset;
            return;
        }
        var skipped = new byte[4096];
        while (_position < offset)
        {
            if (Read(skipped.AsSpan(0, (int)Math.Min(skipped.Length, offset - _position))) == 0)
            {
                ImageErrors.OffsetPastEnd(_path, offset, _position);
            }
        }
    }

    /// <summary>Sets the number of bytes of voxels that <see cref="ReadPiece"/> will read from here on.</summary>
    /// <returns>Whether the file is known to hold as many; otherwise a header may claim more than there is.</returns>
    public bool Expect(long bytes)
    {
        (_expected, _first) = (bytes, _position);
        var available = _file.Length - _position;
        if (_gzipLength is null && available < bytes)
        {
            ImageErrors.TruncatedVoxels(_path, bytes, available);
        }

        return _gzipLength is null || IsPlausible(_position + bytes);
    }

    /// <summary>Reads the next voxels.</summary>
    public void ReadPiece(Span<byte> piece)
    {
        if (Read(piece) < piece.Length)
        {
            ImageErrors.TruncatedVoxels(_path, _expected, _position - _first);
        }
    }

    /// <summary>Reads on to the end of a gzip file: its checksum, after the last byte, is verified only then.</summary>
    public void End()
    {
        if (_gzipLength is null)
        {
            return;
        }

        Span<byte> rest = stackalloc byte[4096];
        while (Read(rest) > 0) { }
    }

    // ISIZE ends a gzip file. A false header disagrees with it; so do files of several members, which are read in steps.
    private bool IsPlausible(long inflated) => _gzipLength == (uint)inflated && inflated / LargestRatio <= _file.Length;

    private uint LastFourBytes()
    {
        Span<byte> last = stackalloc byte[4];
        _file.Position = Math.Max(0, _file.Length - last.Length);
        Fill(_file, last);
        return BinaryPrimitives.ReadUInt32LittleEndian(last);
    }

    private int Fill(Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            ImageErrors.DamagedGzip(_path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(_path, e);
        }
        return 0;
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            ImageErrors.Folder(path);
        }

        try
        {
            // Opening a pipe without a writer would wait for ever.
            if (InputFile.IsPipe(path))
            {
                ImageErrors.Pipe(path);
            }

            var file = new FileStream(path, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });
            if (file.CanSeek)
            {
                return file;
            }

            file.Dispose();
            ImageErrors.Pipe(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // In a DataLad dataset, before `datalad get`, the link exists and its target does not.
            if (new FileInfo(path).LinkTarget is not null)
            {
                InputFile.RefuseMissingContent(path);
            }

            throw ImageException.Missing(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw ImageException.Unreadable(path, e);
        }
        return null;
    }
}
