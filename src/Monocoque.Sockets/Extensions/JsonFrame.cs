using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Monocoque;

/// <summary>One frame of JSON, written straight into the message and read straight out of it.</summary>
internal static class JsonFrame
{
    /// <summary>
    /// Kept between messages; taken out while in use, so that a converter that sends a message of its own gets another one. A writer is
    /// made for one set of options and serves only values with the same.
    /// </summary>
    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    [ThreadStatic]
    private static JsonSerializerOptions? t_options;

    internal static void Write<T>(ZmqMessageWriter message, T value, JsonTypeInfo<T> type)
    {
        var options = type.Options;
        var json = t_writer;
        t_writer = null;
        if (json is null || !ReferenceEquals(t_options, options))
            json = new Utf8JsonWriter(message, WriterOptions(options));
        else
            json.Reset(message);
        try
        {
            JsonSerializer.Serialize(json, value, type);
            json.Flush();
        }
        finally
        {
            json.Reset();
            t_writer = json;
            t_options = options;
        }
        message.EndFrame();
    }

    internal static T? Read<T>(ZmqMessage message, JsonTypeInfo<T> type, int frame)
    {
        var index = frame < 0 ? message.Count + frame : frame;
        try
        {
            return JsonSerializer.Deserialize(message[index].Span, type);
        }
        catch (JsonException e)
        {
            throw new JsonException(
                $"Frame {index} of the message's {message.Count} is not JSON of type {typeof(T)}: {e.Message}",
                e.Path, e.LineNumber, e.BytePositionInLine, e);
        }
    }

    [RequiresUnreferencedCode("Serialises by reflection.")]
    [RequiresDynamicCode("Serialises by reflection.")]
    internal static JsonTypeInfo<T> TypeInfo<T>(JsonSerializerOptions? options)
    {
        options ??= JsonSerializerOptions.Default;
        options.MakeReadOnly(populateMissingResolver: true);
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    /// <summary>A writer obeys its own options, not those of the serialiser that uses it.</summary>
    private static JsonWriterOptions WriterOptions(JsonSerializerOptions options) => new()
    {
        Encoder = options.Encoder,
        Indented = options.WriteIndented,
        IndentCharacter = options.IndentCharacter,
        IndentSize = options.IndentSize,
        MaxDepth = options.MaxDepth,
        NewLine = options.NewLine,
    };
}
