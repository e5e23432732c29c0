using System.Text;
using System.Text.Json;

namespace GpuSeg.Studies.Json;

/// <summary>JSON in GpuSeg's form: indented, numbers in their shortest exact form, null for numbers that are not finite.</summary>
public static class JsonText
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes one object, filled by <paramref name="content"/>, with a line end after it.</summary>
    public static string Document(Action<Utf8JsonWriter> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Write(json =>
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        });
    }

    /// <summary>Writes the value that <paramref name="content"/> writes, with a line end after it.</summary>
    public static string Write(Action<Utf8JsonWriter> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            content(json);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    /// <summary>Writes a number, or null if it is NaN or infinite, which JSON does not have.</summary>
    public static void Number(this Utf8JsonWriter json, string name, double value)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WritePropertyName(name);
        Value(json, value);
    }

    /// <summary>Writes a nested array of the given shape.</summary>
    public static void Array(this Utf8JsonWriter json, string name, IReadOnlyList<double> values, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(values);
        json.WritePropertyName(name);
        var next = 0;
        Nested(json, values, shape, ref next);
    }

    /// <summary>Writes an array of texts.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(values);
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Nested(Utf8JsonWriter json, IReadOnlyList<double> values, ReadOnlySpan<int> shape, ref int next)
    {
        json.WriteStartArray();
        for (var i = 0; i < shape[0]; i++)
        {
            if (shape.Length == 1)
            {
                Value(json, values[next++]);
            }
            else
            {
                Nested(json, values, shape[1..], ref next);
            }
        }

        json.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
