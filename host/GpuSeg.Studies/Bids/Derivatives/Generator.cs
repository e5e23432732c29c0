using System.Reflection;
using System.Text.Json;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>This program as the GeneratedBy of a data set describes it.</summary>
internal static class Generator
{
    /// <summary>Name of the program in every file that it writes.</summary>
    public const string Name = "gpuseg";

    // The SDK puts the repository's address into the assembly if the project publishes one.
    private static readonly string? s_codeUrl = typeof(Generator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "RepositoryUrl")?.Value;

    /// <summary>Writes the property GeneratedBy.</summary>
    /// <param name="json">Receives the property.</param>
    /// <param name="version">Version of this program.</param>
    /// <param name="environment">Returns the value of an environment variable, or null.</param>
    public static void Write(Utf8JsonWriter json, string version, Func<string, string?> environment)
    {
        json.WriteStartArray("GeneratedBy");
        json.WriteStartObject();
        json.WriteString("Name", Name);
        json.WriteString("Version", version);
        if (s_codeUrl is not null)
        {
            json.WriteString("CodeURL", s_codeUrl);
        }

        if (Container(environment) is { } container)
        {
            json.WriteStartObject("Container");
            Write(json, "Type", container.Type);
            Write(json, "Tag", container.Tag);
            Write(json, "URI", container.Uri);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>
    /// Describes the container image that the process runs in, from variables that an image sets (GPUSEG_CONTAINER_TAG,
    /// GPUSEG_CONTAINER_URI) and variables that Apptainer and Singularity set; null if there is none.
    /// </summary>
    private static (string Type, string? Tag, string? Uri)? Container(Func<string, string?> environment)
    {
        var (apptainer, singularity) = (Value("APPTAINER_CONTAINER"), Value("SINGULARITY_CONTAINER"));
        var (tag, uri) = (Value("GPUSEG_CONTAINER_TAG"), Value("GPUSEG_CONTAINER_URI"));
        var type = apptainer is not null ? "apptainer" : singularity is not null ? "singularity" : "docker";
        // The folder of an image file is a matter of this machine.
        var file = (apptainer ?? singularity) is { } path ? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) : null;
        return (tag ?? file ?? uri) is null ? null : (type, tag ?? file, uri);

        string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
