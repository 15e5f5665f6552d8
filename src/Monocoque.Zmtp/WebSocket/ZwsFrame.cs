namespace Monocoque.Zmtp;

/// <summary>
/// ZWS 2.0 (RFC 45): one binary WebSocket message is one frame, <c>zws-frame = flags *OCTET</c>, with <c>flags = %x00 / %x01 / %x02</c>:
/// the last frame of a message, one that others follow, a command.
/// </summary>
internal static class ZwsFrame
{
    internal const byte Final = 0x00;
    internal const byte More = 0x01;
    internal const byte Command = 0x02;

    /// <summary>The octets of the flags.</summary>
    internal const int FlagsSize = 1;

    internal static bool IsLegal(byte flags) => flags <= Command;

    internal static FrameFlags ToZmtp(byte flags) => flags switch
    {
        More => FrameFlags.More,
        Command => FrameFlags.Command,
        _ => FrameFlags.None,
    };

    internal static byte FromZmtp(FrameFlags flags) =>
        (flags & FrameFlags.Command) != FrameFlags.None ? Command
        : (flags & FrameFlags.More) != FrameFlags.None ? More
        : Final;
}
