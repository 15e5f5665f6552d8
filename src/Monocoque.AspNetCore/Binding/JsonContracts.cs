using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Monocoque.Binding;

/// <summary>Finds how a type is read and written, when the handler is mapped, so that a type nobody can serialise is found then.</summary>
internal static class JsonContracts
{
    [RequiresUnreferencedCode(Warnings.Reflection)]
    [RequiresDynamicCode(Warnings.Reflection)]
    internal static JsonTypeInfo Of(HandlerTarget target, Type type, Func<string, Exception> error)
    {
        try
        {
            target.Json.MakeReadOnly(populateMissingResolver: true);
            return target.Json.GetTypeInfo(type);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw error($"cannot be JSON: {exception.Message} Teach it to ConfigureHttpJsonOptions, or take or return octets or text.");
        }
    }

    /// <summary>Why JSON cannot make values of the type; null if it can.</summary>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    internal static string? FindReadFault(JsonTypeInfo info)
    {
        if (info.Kind is not JsonTypeInfoKind.Object || info.PolymorphismOptions is not null)
            return null;
        if (IsEmptyToJson(info))
            return "has nothing that JSON would set: fields are none of its properties. Take a type with properties, such as a record.";
        return info.CreateObject is null && info.Properties.All(static property => property.AssociatedParameter is null)
            ? "has no constructor that JSON can use. Make one public and the only one, or mark one with [JsonConstructor]."
            : null;
    }

    /// <summary>Why JSON would lose the values of the type; null if it would not.</summary>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    internal static string? FindWriteFault(JsonTypeInfo info) =>
        info.Kind is JsonTypeInfoKind.Object && info.PolymorphismOptions is null && IsEmptyToJson(info)
            ? "would be {} as JSON: it has no properties. Return a type with properties, such as a record."
            : null;

    /// <summary>A class without anything is meant to be empty; tuples and other carriers of fields, and interfaces, are not.</summary>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    private static bool IsEmptyToJson(JsonTypeInfo info) =>
        info.Properties.Count == 0 && info.Type != typeof(object) && (info.Type.IsInterface || HasFields(info.Type));

    [RequiresUnreferencedCode(Warnings.Reflection)]
    private static bool HasFields(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Instance).Length > 0;
}
