namespace Monocoque.Zmtp.Tests;

/// <summary>
/// Octets nobody would send on purpose. The session never throws, always ends, holds no more memory than its limits allow, and says
/// the same however the input is cut. Each assertion names the seed that brings its input back.
/// </summary>
public sealed class GarbageTests
{
    private const int Rounds = 4000;

    /// <summary>One slab for messages, one large one on the way; nothing else is lent, because every message is disposed.</summary>
    private const long MostLent = 2 * MessagePool.SlabSize;

    /// <summary>A READY of 8 KiB with as many properties as are allowed, and the buffers of one session.</summary>
    private const long MostAllocatedPerRound = 512 * 1024;

    private static readonly ZmqSocketType[] s_types = [.. Enum.GetValues<ZmqSocketType>().Where(static type => type is not (ZmqSocketType.Stream or ZmqSocketType.Dgram))];

    [Fact]
    public void Random_octets_are_survived() => Play(static (random, _) =>
    {
        var octets = new byte[random.Next(0, 300)];
        random.NextBytes(octets);
        return octets;
    });

    [Fact]
    public void Random_octets_behind_a_greeting_are_survived() => Play(static (random, _) =>
        Hex.Join(Vectors.Greeting, Commands(random)));

    [Fact]
    public void Random_octets_behind_a_handshake_are_survived() => Play(static (random, type) =>
        Hex.Join(Peer.Handshake(type, is30: random.Next(4) == 0), Frames(random)));

    [Fact]
    public void Valid_conversations_with_a_few_wrong_octets_are_survived() => Play(static (random, type) =>
    {
        var octets = Hex.Join(
            Peer.Handshake(type), Vectors.ThreeFrames, Vectors.SubscribeAbc, Vectors.PingAbc, Vectors.SubscribeLongBroken, Vectors.Hi,
            Peer.Frame(1, new byte[300]), Vectors.Ping, Peer.Frame(0, 1, 2, 3));
        for (var i = random.Next(1, 5); i > 0; i--)
            Mutate(ref octets, random);
        return octets;
    });

    private static void Play(Func<Random, ZmqSocketType, byte[]> make)
    {
        var pool = new MessagePool();
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var type = s_types[random.Next(s_types.Length)];
            var input = make(random, type);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var whole = Run(type, input, pool, seed, static (length, _) => length, random);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocatedPerRound, $"seed {seed}: {allocated} octets allocated");
            var pieces = Run(type, input, pool, seed, static (length, random) => random.Next(1, Math.Min(length, 20) + 1), random);
            Assert.True(whole == pieces, $"seed {seed}: whole {whole}, in pieces {pieces}");
        }
    }

    /// <summary>A digest of all that happened.</summary>
    private static (ZmtpError Error, string? Reason, int Hash) Run(
        ZmqSocketType type, byte[] octets, MessagePool pool, int seed, Func<int, Random, int> nextPiece, Random random)
    {
        var options = new ZmtpSessionOptions
        {
            SocketType = seed % 7 == 0 ? null : type,
            MaxMessageSize = 4096,
            MaxFrames = 64,
            MaxCommandSize = 512,
        };
        using var session = new ZmtpSession(options, pool);
        var hash = new HashCode();
        ReadOnlySpan<byte> rest = octets;
        while (!rest.IsEmpty)
        {
            var input = rest[..nextPiece(rest.Length, random)];
            rest = rest[input.Length..];
            var stepsLeft = 2 * input.Length + 4;
            ZmtpEvent found;
            while ((found = session.Read(ref input, out var message)) is not (ZmtpEvent.NeedMoreData or ZmtpEvent.Failed))
            {
                Assert.True(stepsLeft-- > 0, $"seed {seed}: no end");
                Digest(ref hash, found, message, session.Topic);
                message.Dispose();
                if (found == ZmtpEvent.SelectSocket)
                    session.Select(new ZmtpSessionOptions { SocketType = type, MaxMessageSize = 4096, MaxFrames = 64, MaxCommandSize = 512 });
            }
            Assert.True(pool.BytesOut <= MostLent, $"seed {seed}: {pool.BytesOut} octets lent");
            if (found == ZmtpEvent.Failed)
                break;
            if (random.Next(8) == 0)
                session.Idle();
        }
        session.Dispose();
        Assert.True(pool.BytesOut == 0, $"seed {seed}: {pool.BytesOut} octets not returned");
        return (session.Error, session.ErrorReason, hash.ToHashCode());
    }

    private static void Digest(ref HashCode hash, ZmtpEvent found, ZmqMessage message, ReadOnlySpan<byte> topic)
    {
        hash.Add(found);
        hash.Add(message.Count);
        foreach (var frame in message)
            hash.AddBytes(frame.Span);
        if (found is ZmtpEvent.Subscribe or ZmtpEvent.Cancel)
            hash.AddBytes(topic);
    }

    /// <summary>Frames that are mostly well-formed commands of the handshake.</summary>
    private static byte[] Commands(Random random) => Many(random, static random => random.Next(5) switch
    {
        0 => Peer.Ready(Peer.SocketType(Peer.NameOf(s_types[random.Next(s_types.Length)])), Noise(random, 10)),
        1 => Peer.Command("ERROR", Noise(random, 6)),
        2 => Peer.Command("READY", Noise(random, 300)),
        3 => Peer.Ready(Peer.SocketType("SUB"), Peer.Property(Noise(random, 3), Noise(random, 300))),
        _ => Noise(random, 12),
    });

    /// <summary>Frames of all kinds, most of them legal.</summary>
    private static byte[] Frames(Random random) => Many(random, static random => random.Next(8) switch
    {
        0 => Peer.Command(Noise(random, 20)),
        1 => Peer.Command("PING", Noise(random, 20)),
        2 => Peer.Command("SUBSCRIBE", Noise(random, 400)),
        3 => Peer.LongHeader((byte)random.Next(8), (ulong)random.Next(0, 6000)),
        4 => Noise(random, 4),
        5 => Vectors.SubscribeLongBroken,
        _ => Peer.Frame((byte)random.Next(2), Noise(random, 600)),
    });

    private static byte[] Many(Random random, Func<Random, byte[]> make) =>
        Hex.Join([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => make(random))]);

    private static byte[] Noise(Random random, int limit)
    {
        var octets = new byte[random.Next(limit)];
        random.NextBytes(octets);
        if (octets.Length > 0 && random.Next(2) == 0)
            octets[0] = (byte)random.Next(3);
        return octets;
    }

    private static void Mutate(ref byte[] octets, Random random)
    {
        var at = random.Next(octets.Length);
        octets = random.Next(4) switch
        {
            0 => [.. octets[..at], .. octets[(at + 1)..]],
            1 => [.. octets[..at], (byte)random.Next(256), .. octets[at..]],
            2 => Vectors.With(octets, at, (byte)(octets[at] ^ (1 << random.Next(8)))),
            _ => Vectors.With(octets, at, (byte)random.Next(256)),
        };
    }
}
