using System.Text;

namespace Monocoque.Zmtp;

/// <summary>Reads the peer's greeting octet by octet, and judges each as soon as it is there.</summary>
/// <param name="minimum">The lowest version to accept.</param>
internal sealed class GreetingParser(WireVersion minimum)
{
    private readonly byte[] _octets = new byte[Greeting.Size];
    private int _count;

    /// <summary>What both ends speak; 3.1 also with all that came or will come after it. Known once the greeting is done.</summary>
    internal WireVersion Version => _octets[Greeting.MajorOffset] switch
    {
        Greeting.MajorOf20 => WireVersion.V20,
        Greeting.Major when _octets[Greeting.MinorOffset] == 0 => WireVersion.V30,
        _ => WireVersion.V31,
    };

    /// <summary>ZMTP 2.0: the number of the peer's socket type.</summary>
    internal byte SocketType => _octets[Greeting.SocketTypeOffset];

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
                // An anonymous ZMTP 1.0 peer begins with its identity frame: length 1, flags 0.
                case 0 when octet == 1:
                    fault = Zmtp10("the first octet was 0x01");
                    return GreetingStatus.Failed;

                case 0 when octet != Greeting.SignatureFirst:
                    fault = NotZmtp(octet);
                    return GreetingStatus.Failed;

                // An even octet here is the flags of a ZMTP 1.0 identity frame.
                case Greeting.SignatureEnd when (octet & 1) == 0:
                    fault = Zmtp10($"octet 9 was 0x{octet:X2}");
                    return GreetingStatus.Failed;

                case Greeting.MajorOffset when octet is Greeting.MajorOf20 && minimum > WireVersion.V20:
                    fault = TooOld(WireVersion.V20, minimum);
                    return GreetingStatus.Failed;

                case Greeting.MajorOffset when octet is Greeting.MajorOf20 or >= Greeting.Major:
                    return GreetingStatus.VersionKnown;

                case Greeting.MajorOffset:
                    fault = new ZmtpFault(ZmtpError.UnsupportedVersion, $"the peer announced the unknown version {octet}");
                    return GreetingStatus.Failed;

                case Greeting.SocketTypeOffset when Version == WireVersion.V20:
                    return GreetingStatus.Done;

                case Greeting.MinorOffset when Version < minimum:
                    fault = TooOld(Version, minimum);
                    return GreetingStatus.Failed;

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

    /// <summary>The peer says that it judges us. libzmq never says so, not even where it does.</summary>
    internal bool IsServer => _octets[Greeting.MechanismOffset + Greeting.MechanismSize] != 0;

    /// <summary>The peer's mechanism for a log.</summary>
    internal string DescribeMechanism() => PrintableText.From(Mechanism.TrimEnd((byte)0), Greeting.MechanismSize);

    private static ZmtpFault Zmtp10(string seen) => new(
        ZmtpError.UnsupportedVersion, $"{seen}: this looks like ZMTP 1.0 (libzmq 2), which is not spoken here; the peer needs libzmq 3.2 or later");

    internal static ZmtpFault TooOld(WireVersion version, WireVersion minimum) => new(
        ZmtpError.UnsupportedVersion, $"the peer speaks ZMTP {version.ToVersion()}; here {minimum.ToVersion()} is the lowest version that is accepted");

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

    /// <summary>The peer's major version is one we speak: time to send the rest of our greeting.</summary>
    VersionKnown,

    /// <summary>All octets are there: 64, or 12 from a ZMTP 2.0 peer.</summary>
    Done,
    Failed,
}
