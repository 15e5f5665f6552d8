using System.Diagnostics.CodeAnalysis;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// The longest topic. A publisher takes it in a command, and ends the connection of whoever sends one longer than <see cref="ZmtpSessionOptions.MaxCommandSize"/>:
/// the subscriber would be cut off at every reconnect. libzmq has no limit of its own.
/// </summary>
internal static class TopicLimit
{
    internal static int MostOctets { get; } = new ZmtpSessionOptions().MaxCommandSize - 1 - "SUBSCRIBE"u8.Length;

    /// <exception cref="ArgumentException">It is too long.</exception>
    internal static void Check(ReadOnlySpan<byte> topic, string parameter)
    {
        if (topic.Length > MostOctets)
            Throw(topic.Length, parameter);
    }

    [DoesNotReturn]
    private static void Throw(int length, string parameter) => throw new ArgumentException(
        $"The topic has {length} octets. Use at most {MostOctets}; publishers end the connection over a longer one.", parameter);
}
