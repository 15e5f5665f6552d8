namespace Monocoque.Zmtp;

/// <summary>Takes command bodies apart. Names are compared as they stand: they are case-sensitive.</summary>
internal static class CommandReader
{
    internal const int MaxPingContext = 16;

    private const int TtlSize = 2;

    /// <summary><c>command = command-name command-data</c>, <c>command-name = OCTET 1*255LETTER</c>. False if that is not so.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = default;
        data = default;
        if (body.IsEmpty || body[0] == 0 || body[0] >= body.Length)
            return false;
        name = body.Slice(1, body[0]);
        data = body[(1 + name.Length)..];
        return true;
    }

    /// <summary>RFC 48: <c>group = 0*255group-char</c>, <c>group-char = %x01-FF</c>.</summary>
    internal static bool IsGroup(ReadOnlySpan<byte> group) => group.Length <= byte.MaxValue && !group.Contains((byte)0);

    internal static bool IsLetters(ReadOnlySpan<byte> name)
    {
        foreach (var octet in name)
        {
            if (!char.IsAsciiLetter((char)octet))
                return false;
        }
        return true;
    }

    /// <summary><c>error-data = OCTET *VCHAR</c>: the peer's words, made fit for a log. A reason that does not parse is unknown.</summary>
    internal static string ReadErrorReason(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data[0] >= data.Length)
            return "the peer refused without a readable reason";
        return data[0] == 0 ? "the peer refused without a reason" : PrintableText.From(data.Slice(1, data[0]), byte.MaxValue);
    }

    /// <summary><c>ping-data = 2OCTET 0*16OCTET</c>. A longer context is cut, as libzmq does. False if there is no ttl.</summary>
    internal static bool TryReadPing(ReadOnlySpan<byte> data, out ushort ttl, out ReadOnlySpan<byte> context)
    {
        ttl = 0;
        context = default;
        if (data.Length < TtlSize)
            return false;
        ttl = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(data);
        context = data[TtlSize..];
        if (context.Length > MaxPingContext)
            context = context[..MaxPingContext];
        return true;
    }
}
