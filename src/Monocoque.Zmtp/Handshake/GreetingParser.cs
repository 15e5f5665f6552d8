using System.Text;

namespace Monocoque.Zmtp;

/// <summary>Reads the peer's greeting octet by octet, and judges each as soon as it is there.</summary>
internal sealed class GreetingParser
{
    private readonly byte[] _octets = new byte[Greeting.Size];
    private int _count;

    /// <summary>0 for a ZMTP 3.0 peer, 1 for 3.1 and all that came or will come after it.</summary>
    internal int PeerMinor =>
        _octets[Greeting.MajorOffset] > Greeting.Major ? Greeting.Minor : Math.Min(_octets[Greeting.MinorOffset], Greeting.Minor);

    private ReadOnlySpan<byte> Mechanism => _octets.AsSpan(Greeting.MechanismOffset, Greeting.MechanismSize);

    internal GreetingStatus Read(ref ReadOnlySpan<byte> input, out ZmtpFault fault)
    {
        fault = default;
        while (!input.IsEmpty)
        {
            var octet = input[0];
            input = input[1..];
            _octets[_count] = octet;
            switch (_count++)
            {
                case 0 when octet != Greeting.SignatureFirst:
                    fault = NotZmtp(octet);
                    return GreetingStatus.Failed;

                // An even octet here is the flags of a ZMTP 1.0 identity frame.
                case Greeting.SignatureEnd when (octet & 1) == 0:
                    fault = new ZmtpFault(ZmtpError.NotZmtp, $"octet 9 was 0x{octet:X2}: this looks like ZMTP 1.0, which is not spoken here");
                    return GreetingStatus.Failed;

                case Greeting.MajorOffset when octet < Greeting.Major:
                    fault = new ZmtpFault(ZmtpError.UnsupportedVersion, octet == 1
                        ? "the peer speaks ZMTP 2.0, which is not spoken here"
                        : $"the peer announced the unknown version {octet}");
                    return GreetingStatus.Failed;

                case Greeting.MajorOffset:
                    return GreetingStatus.VersionKnown;

                case Greeting.Size - 1:
                    return GreetingStatus.Done;
            }
        }
        return GreetingStatus.NeedMoreData;
    }

    /// <summary>All 20 octets count: <c>NULL</c> and something after the zero is another mechanism.</summary>
    internal bool IsMechanism(string name)
    {
        Span<byte> expected = stackalloc byte[Greeting.MechanismSize];
        expected.Clear();
        Encoding.ASCII.GetBytes(name, expected);
        return Mechanism.SequenceEqual(expected);
    }

    /// <summary>The peer's mechanism for a log.</summary>
    internal string DescribeMechanism() => PrintableText.From(Mechanism.TrimEnd((byte)0), Greeting.MechanismSize);

    private static ZmtpFault NotZmtp(byte first)
    {
        var guess = first switch
        {
            // The first letters of the HTTP methods, and of the HTTP/2 preface.
            (byte)'G' or (byte)'P' or (byte)'H' or (byte)'D' or (byte)'O' or (byte)'C' or (byte)'T' => "this looks like HTTP, not ZMTP",
            0x16 => "this looks like TLS, not ZMTP",
            (byte)'S' => "this looks like SSH, not ZMTP",
            _ => "this is neither ZMTP 2 nor ZMTP 3",
        };
        return new ZmtpFault(ZmtpError.NotZmtp, $"the first octet was 0x{first:X2}: {guess}");
    }
}

/// <summary>What <see cref="GreetingParser.Read"/> found.</summary>
internal enum GreetingStatus
{
    NeedMoreData,

    /// <summary>The peer speaks ZMTP 3 or later: time to send the rest of our greeting.</summary>
    VersionKnown,

    /// <summary>All 64 octets are there.</summary>
    Done,
    Failed,
}
