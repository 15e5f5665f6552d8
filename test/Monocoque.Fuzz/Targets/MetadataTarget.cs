using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>What an end says of itself: it is read or refused, costs no more than it is long, and is the same when it is written and read again.</summary>
internal sealed class MetadataTarget : PlainTarget
{
    /// <summary>A property that is kept is an entry of a table, and 256 of them are.</summary>
    private const long MostAllocated = 256 * 1024;

    internal override string Name => "metadata";

    internal override byte[] Make(Random random) => random.Next(8) == 0
        ? Wire.Many(random, 300, static random => Wire.Property($"X-{random.Next(400)}", []))
        : Wire.AnyMetadata(random);

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = ZmtpMetadata.Parse(input, out var metadata);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Finding.Unless(allocated < MostAllocated + 16L * input.Length, $"{allocated} octets allocated for {input.Length}");
        Finding.Unless(fault.IsNone == (metadata is not null), "neither read nor refused");
        trace.Add(Words.Of(fault.Reason ?? "right"), metadata?.Properties.Count ?? 0);
        if (metadata is null)
            return;
        Finding.Unless(metadata.Properties.Count <= 256, "too many properties");
        var identity = metadata.CheckIdentity();
        trace.Add(Words.Of(identity.Reason ?? "identity"), metadata.Identity.Length);
        foreach (var own in Limits.Types)
            trace.Add(SocketCompatibility.Check(own, metadata).IsNone ? "talks" : "does not", (int)own);
        if (identity.IsNone && metadata.SocketType is { } type && SocketCompatibility.SpeaksZmtp(type))
            CheckAgain(metadata, type);
    }

    private static void CheckAgain(ZmtpMetadata metadata, ZmqSocketType type)
    {
        var options = new ZmtpSessionOptions
        {
            SocketType = type,
            RoutingId = metadata.Identity,
            Metadata = [.. metadata.Properties.Where(static property => ZmtpMetadata.IsName(property.Key))],
        };
        Finding.Unless(options.FindMistake() is null, $"what a peer says could not be said by us: {options.FindMistake()}");
        var octets = new byte[ZmtpMetadata.SizeOf(options)];
        ZmtpMetadata.Write(octets, options);
        Finding.Unless(ZmtpMetadata.Parse(octets, out var again).IsNone, "what was written cannot be read");
        Finding.Unless(again!.SocketType == type, "another type");
        foreach (var (name, value) in options.Metadata)
            Finding.Unless(again.Properties.TryGetValue(name, out var same) && same.Span.SequenceEqual(value.Span), "another value");
        if (SocketCompatibility.SendsIdentity(type))
            Finding.Unless(again.Identity.Span.SequenceEqual(metadata.Identity.Span), "another identity");
    }
}
