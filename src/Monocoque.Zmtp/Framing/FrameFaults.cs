namespace Monocoque.Zmtp;

/// <summary>What can be wrong with a frame, in words.</summary>
internal static class FrameFaults
{
    internal static ZmtpFault IllegalFlags() =>
        new(ZmtpError.MalformedFrame, "the flags of a frame have reserved bits, or MORE on a command");

    internal static ZmtpFault NoCommands() => new(ZmtpError.MalformedFrame, "a command, which there is not in ZMTP 2.0");

    internal static ZmtpFault IllegalSize() => new(ZmtpError.MalformedFrame, "a frame announced a size with the top bit set");

    internal static ZmtpFault EmptyCommand() => new(ZmtpError.MalformedCommand, "an empty command");

    internal static ZmtpFault CommandTooLarge(int limit) => new(ZmtpError.CommandTooLarge, $"a command of more than {limit} octets");

    internal static ZmtpFault TopicTooLarge(int limit) => new(ZmtpError.CommandTooLarge, $"a subscription to a topic of more than {limit} octets");

    internal static ZmtpFault MessageTooLarge(long limit) => new(ZmtpError.MessageTooLarge, $"a message of more than {limit} octets");

    internal static ZmtpFault TooManyFrames(int limit) => new(ZmtpError.TooManyFrames, $"a message of more than {limit} frames");

    internal static ZmtpFault NoGroupMessage() => new(ZmtpError.MalformedMessage, "a message to a DISH is not a group of at most 255 octets and one body");

    /// <summary>See <see cref="LongTopicQuirk"/>.</summary>
    internal static ZmtpFault BrokenLongTopic() => new(
        ZmtpError.MalformedCommand, "an empty command: if the peer is libzmq 4.3.3 or 4.3.4, it corrupted a topic of 246 to 255 octets; 4.3.5 does not");
}
