using System.Text;
using Monocoque.Fuzz.Engine;

namespace Monocoque.Fuzz.Targets;

/// <summary>Addresses: refused with a FormatException that quotes them, or read, and then the same when what they print is read again.</summary>
internal sealed class EndpointTarget : PlainTarget
{
    private static readonly string[] s_parts =
    [
        "tcp", "ipc", "inproc", "udp", "ws", "wss", "TCP", "pgm", "://", ":", "//", "/", "*", "!", ";", "@", "[", "]", "[::1]", "::1",
        "fe80::1%eth0", "127.0.0.1", "localhost", "eth0",
        "5555", "0", "65535", "65536", "99999999999", "-1", "+1", " ", "\t", "\0", "a.b", "xn--", "ü", "\uD800", ".", "..", "path", "?q=1", "#f", "%41", "tls+tcp",
    ];

    private static readonly string[] s_examples =
    [
        "tcp://127.0.0.1:5555", "tcp://*:*", "tcp://[::1]:0", "tcp://eth0:!", "tcp://192.168.1.17:0;feed.example:5556", "ipc:///run/a.sock", "ipc://@name", "ipc://*",
        "inproc://orders", "udp://239.0.0.1:5555", "udp://eth0;239.0.0.1:5555", "ws://localhost:80/path", "wss://a.example:443/", "tcp://[fe80::1%eth0]:1",
    ];

    internal override string Name => "endpoint";

    internal override int MaxLength => 600;

    internal override IEnumerable<byte[]> Seeds => s_examples.Select(Encoding.UTF8.GetBytes);

    internal override byte[] Make(Random random) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => s_parts[random.Next(s_parts.Length)])));

    internal override byte[] Vary(byte[] input, byte[] other, Random random)
    {
        if (random.Next(2) == 0)
            return base.Vary(input, other, random);
        var at = random.Next(input.Length + 1);
        return [.. input.AsSpan(0, at), .. Encoding.UTF8.GetBytes(s_parts[random.Next(s_parts.Length)]), .. input.AsSpan(Math.Min(at + random.Next(4), input.Length))];
    }

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        var text = Encoding.UTF8.GetString(input);
        var isAddress = ZmqAddress.TryParse(text, out var address);
        try
        {
            var parsed = ZmqAddress.Parse(text);
            Finding.Unless(isAddress && parsed == address && parsed.GetHashCode() == address!.GetHashCode(), "Parse and TryParse do not agree");
        }
        catch (FormatException exception)
        {
            Finding.Unless(!isAddress, "Parse refuses what TryParse takes");
            Finding.Unless(exception.Message.Contains(text, StringComparison.Ordinal), "an error that does not say what it is about");
            trace.Add(ProblemOf(exception.Message));
            CheckExample(exception.Message);
            return;
        }
        trace.Add(address!.Scheme, address.Host.Length);
        trace.Add(address.Source is null ? "no source" : "source", address.Path.Length);
        trace.Add(address.IsWildcardHost || address.IsWildcardPath ? "any" : "one", address.Port ?? -1);
        Finding.Unless(address.Port is null or (>= 0 and <= ushort.MaxValue), "a port that is none");
        var printed = address.ToString();
        Finding.Unless(ZmqAddress.TryParse(printed, out var again) && again == address && again.ToString() == printed, $"what it prints is something else: {printed}");
        Finding.Unless(
            (again.Scheme, again.Host, again.Port, again.Path, again.Source) == (address.Scheme, address.Host, address.Port, address.Path, address.Source),
            "parts that changed");
    }

    /// <summary>The example that an error gives is an address.</summary>
    private static void CheckExample(string message)
    {
        var example = message[(message.LastIndexOf("Example: ", StringComparison.Ordinal) + "Example: ".Length)..];
        Finding.Unless(ZmqAddress.TryParse(example, out _), $"an example that is no address: {example}");
    }

    /// <summary>The problem alone.</summary>
    private static string ProblemOf(string message)
    {
        const string Mark = "is not a ZeroMQ address: ";
        var problem = message[(message.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..message.LastIndexOf(" Example: ", StringComparison.Ordinal)];
        return Words.Of(problem);
    }
}
