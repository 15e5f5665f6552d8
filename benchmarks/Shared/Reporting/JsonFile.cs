using System.Text.Encodings.Web;
using System.Text.Json;

namespace Monocoque.Benchmarking;

/// <summary>Every run with every value, for whoever wants to reckon again.</summary>
internal static class JsonFile
{
    // Units have a µ in them, and the file is read by people.
    private static readonly JsonSerializerOptions s_format =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write<T>(string path, T document)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(document, s_format) + "\n");
    }
}
