using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Json;

/// <summary>Text files of users and of earlier runs.</summary>
internal static class JsonFile
{
    /// <summary>Reads a file that holds one object.</summary>
    /// <exception cref="ImageException">The file cannot be read, is not JSON, or holds another kind of value.</exception>
    public static JsonDocument Read(string path) => Parse(ReadText(path), path);

    /// <summary>Parses the text of a file that holds one object.</summary>
    /// <exception cref="ImageException">The text is not JSON, or holds another kind of value.</exception>
    public static JsonDocument Parse(string text, string path)
    {
        try
        {
            var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json
                : throw new ImageException($"{path} does not hold a JSON object; correct the file.");
        }
        catch (JsonException e)
        {
            // The options of the reader are not the user's.
            var reason = e.Message.Replace(" which is not supported in this mode. Change the reader options", "", StringComparison.Ordinal);
            throw new ImageException($"{path} cannot be read as JSON ({reason.TrimEnd('.')}); correct the file.", e);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            InputFile.RefuseBrokenLink(path);
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(path, e);
        }
    }
}
