using System.Diagnostics.CodeAnalysis;
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
}
