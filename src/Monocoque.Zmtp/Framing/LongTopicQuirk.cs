namespace Monocoque.Zmtp;

/// <summary>
/// libzmq 4.3.3 and 4.3.4 forget the LONG flag when a SUBSCRIBE of 246 to 255 topic octets, or a CANCEL of 249 to 255, makes a body
/// longer than 255: the eight octets of the size follow a flag octet that promises one. Read by the book that is an empty command,
/// which is illegal, then rubbish; so the case is unambiguous and can be put right.
/// </summary>
internal struct LongTopicQuirk
{
    internal const int MinSize = 256;

    /// <summary>9 "SUBSCRIBE" and 255 octets.</summary>
    internal const int MaxSize = 10 + 255;

    /// <summary>The first octet of the size has been read as the whole of it.</summary>
    private const int OctetsAfterFirst = 7;

    private byte _octetsSeen;

    /// <summary>Reads what is left of the size. Illegal at the first octet that cannot be part of this bug.</summary>
    internal HeaderStatus Read(ref ReadOnlySpan<byte> input, out int size)
    {
        size = 0;
        while (!input.IsEmpty)
        {
            var octet = input[0];
            input = input[1..];
            var isRight = ++_octetsSeen switch
            {
                OctetsAfterFirst - 1 => octet == MinSize >> 8,
                OctetsAfterFirst => octet <= MaxSize - MinSize,
                _ => octet == 0,
            };
            if (!isRight)
                return HeaderStatus.Illegal;
            if (_octetsSeen < OctetsAfterFirst)
                continue;
            _octetsSeen = 0;
            size = MinSize + octet;
            return HeaderStatus.Done;
        }
        return HeaderStatus.NeedMoreData;
    }

    /// <summary>Only subscriptions are corrupted in this way.</summary>
    internal static bool Explains(ReadOnlySpan<byte> command) =>
        CommandReader.TryRead(command, out var name, out var topic) && topic.Length <= byte.MaxValue
            && (name.SequenceEqual("SUBSCRIBE"u8) || name.SequenceEqual("CANCEL"u8));
}
