using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Monocoque.Binding;

/// <summary>Types that look like octets, frames or messages, and would be JSON of something else: of numbers in Base64, of the properties of a lease.</summary>
internal static class Lookalikes
{
    private static readonly Type[] s_octets =
    [
        typeof(Memory<byte>), typeof(Memory<byte>?), typeof(ArraySegment<byte>), typeof(ArraySegment<byte>?), typeof(ReadOnlySequence<byte>),
        typeof(ReadOnlySequence<byte>?),
    ];

    private static readonly Type[] s_frames =
        [typeof(byte[]), typeof(ReadOnlyMemory<byte>), typeof(Memory<byte>), typeof(ArraySegment<byte>), typeof(ReadOnlySequence<byte>), typeof(ZmqMessage)];

    private static readonly Type[] s_parts = [typeof(ZmqContext), typeof(ZmqMessage), typeof(ZmqPeer), typeof(CancellationToken)];

    /// <summary>Octets in a shape that is not bound.</summary>
    internal static bool IsOctets(Type type) => s_octets.Contains(type);

    /// <summary>Several frames or messages.</summary>
    [RequiresUnreferencedCode(Warnings.Reflection)]
    internal static bool IsFrames(Type type) =>
        (type.IsArray && s_frames.Contains(type.GetElementType()))
        || type.GetInterfaces().Append(type).Any(static candidate => candidate.IsGenericType
            && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>) && s_frames.Contains(candidate.GetGenericArguments()[0]));

    /// <summary>Part of the context, or a socket: nothing that a frame could hold.</summary>
    internal static bool IsPart(Type type) =>
        s_parts.Contains(Nullable.GetUnderlyingType(type) ?? type)
        || typeof(IZmqSocket).IsAssignableFrom(type)
        || typeof(System.Security.Claims.ClaimsPrincipal).IsAssignableFrom(type);

    /// <summary>Not a value that is passed on as it is: a reference, a pointer, a ref struct.</summary>
    internal static bool IsBound(Type type) => type.IsByRef || type.IsPointer || type.IsFunctionPointer || type.IsByRefLike;
}
