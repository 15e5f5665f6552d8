using System.Globalization;

namespace Monocoque.Perf.Tools;

/// <summary>
/// The command line of a tool: that of libzmq's tool of the same name, and options after it. The C programs understand the same.
/// </summary>
internal sealed record ToolOptions
{
    internal static string Usage { get; } = $"""
        Usage: dotnet run -c Release --project benchmarks/Monocoque.Perf -- <tool> <address> <message-size> <message-count> [options]

          local_thr    binds a PULL and prints the rate at which messages come
          remote_thr   connects a PUSH and sends
          local_lat    binds a REP and echoes
          remote_lat   connects a REQ, sends, waits for the echo, and prints half of the mean round trip
          local_lone   binds a PULL and times single messages
          remote_lone  connects a PUSH and sends one message each millisecond
          inproc_thr   has both ends of local_thr and remote_thr in this process
          local_router binds a ROUTER and echoes
          local_pub    binds a PUB and publishes
          remote_sub   connects SUB sockets and prints the rate at which messages come to all of them

        Either end of the first four may be libzmq's own tool. A count of 0 means: until the measured seconds are over.

          --transport NAME   io_uring (default; an error where there is none) or sockets
          --verify           other contents in each message, each octet and the order checked; both ends must say it
          --frames N         frames of a message, each of message-size octets (1)
          --producers N      callers at once on the one PUSH (1)
          --peers N          SUB sockets (1)
          --prefixes N       subscriptions of each besides the one that matches (0)
          --curve            both ends box what they send; the one that binds is the CURVE server. Both ends must say it
          --spin             asks again and again instead of waiting for a message
          --warmup S         seconds of traffic before the measurement (0)
          --seconds S        length of a measurement without a count
          --details          also prints percentiles, processor time and allocation per message
          --report           for the harness: one line of JSON, and traffic until the input ends
        """;

    private static readonly string[] s_roles =
    [
        "local_thr", "remote_thr", "local_lat", "remote_lat", "local_lone", "remote_lone", "inproc_thr",
        "local_router", "local_pub", "remote_sub",
    ];

    internal required string Role { get; init; }

    internal required string Address { get; init; }

    /// <summary>Octets of a message.</summary>
    internal required int Size { get; init; }

    /// <summary>Messages or round trips; 0: until <see cref="Seconds"/> are over.</summary>
    internal required long Count { get; init; }

    internal string Transport { get; private set; } = Engine.IoUring;

    internal int Frames { get; private set; } = 1;

    internal int Producers { get; private set; } = 1;

    internal int Peers { get; private set; } = 1;

    internal int Prefixes { get; private set; }

    internal bool Verify { get; private set; }

    internal bool Curve { get; private set; }

    internal bool Spin { get; private set; }

    internal TimeSpan WarmUp { get; private set; }

    internal TimeSpan Seconds { get; private set; }

    internal bool Details { get; private set; }

    internal bool Report { get; private set; }

    internal static ToolOptions Parse(string[] arguments)
    {
        if (arguments is not [var role, var address, var size, var count, .. var rest] || !s_roles.Contains(role))
            throw new BenchException($"Unknown command: {string.Join(' ', arguments)}{Environment.NewLine}{Usage}");
        var options = new ToolOptions
        {
            Role = role,
            Address = address,
            Size = (int)Number("message-size", size, int.MaxValue / 2),
            Count = Number("message-count", count, long.MaxValue),
        };
        CommandLine.Read(rest, options.Set);
        return options.Count > 0 || options.Seconds > TimeSpan.Zero
            ? options
            : throw new BenchException("A message-count of 0 needs --seconds.");
    }

    private void Set(string name, string[] values)
    {
        switch (name)
        {
            case "--transport": Transport = CommandLine.Single(name, values); break;
            case "--frames": Frames = CommandLine.Number(name, values); break;
            case "--producers": Producers = Math.Min(CommandLine.Number(name, values), Content.MostProducers); break;
            case "--peers": Peers = CommandLine.Number(name, values); break;
            case "--prefixes": Prefixes = CommandLine.Number(name, values); break;
            case "--verify" when values.Length == 0: Verify = true; break;
            case "--curve" when values.Length == 0: Curve = true; break;
            case "--spin" when values.Length == 0: Spin = true; break;
            case "--warmup": WarmUp = TimeSpan.FromSeconds(CommandLine.Seconds(name, values)); break;
            case "--seconds": Seconds = TimeSpan.FromSeconds(CommandLine.Seconds(name, values)); break;
            case "--details" when values.Length == 0: Details = true; break;
            case "--report" when values.Length == 0: Report = true; break;
            default: throw new BenchException($"Unknown option: {name} {string.Join(' ', values)}{Environment.NewLine}{Usage}");
        }
    }

    private static long Number(string name, string text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new BenchException($"{name} is a whole number from 0 to {most}, not '{text}'.");
}
