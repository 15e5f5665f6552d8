using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary>The 24 octets that no two boxes of a key may share: what the box is for, then a counter or random octets.</summary>
internal static class CurveNonce
{
    internal const int CounterSize = 8;
    internal const int RandomSize = 16;

    internal static ReadOnlySpan<byte> Hello => "CurveZMQHELLO---"u8;

    internal static ReadOnlySpan<byte> Initiate => "CurveZMQINITIATE"u8;

    internal static ReadOnlySpan<byte> Ready => "CurveZMQREADY---"u8;

    internal static ReadOnlySpan<byte> MessageFromClient => "CurveZMQMESSAGEC"u8;

    internal static ReadOnlySpan<byte> MessageFromServer => "CurveZMQMESSAGES"u8;

    internal static ReadOnlySpan<byte> Welcome => "WELCOME-"u8;

    internal static ReadOnlySpan<byte> Cookie => "COOKIE--"u8;

    internal static ReadOnlySpan<byte> Vouch => "VOUCH---"u8;

    /// <summary>A nonce of 16 octets of purpose and a counter.</summary>
    internal static void Write(Span<byte> nonce, ReadOnlySpan<byte> purpose, ulong counter)
    {
        purpose.CopyTo(nonce);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[purpose.Length..], counter);
    }

    /// <summary>A nonce of 8 octets of purpose and 16 random ones.</summary>
    internal static void Write(Span<byte> nonce, ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> random)
    {
        purpose.CopyTo(nonce);
        random.CopyTo(nonce[purpose.Length..]);
    }
}
