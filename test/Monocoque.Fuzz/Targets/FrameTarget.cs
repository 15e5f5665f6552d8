using System.Buffers;
using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>
/// The decoder of frames by itself, with every policy and version: however the octets are cut, the same comes out, and messages that are encoded and decoded
/// again are what they were.
/// </summary>
internal sealed class FrameTarget : FuzzTarget
{
    private const int Head = 2;

    private readonly MessagePool _pool = new(poisonReturned: true);

    internal override string Name => "frame";

    internal override IEnumerable<byte[]> Seeds => Enumerable.Range(0, 64).Select(seed => Make(new Random(seed)));

    internal override byte[] Make(Random random) => [(byte)random.Next(256), (byte)random.Next(256), .. Wire.Many(random, 10, Wire.AnyFrame)];

    internal override byte[] Vary(byte[] input, byte[] other, Random random) => FrameMutator.Vary(input, other, Head, random);

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        if (input.Length < Head)
            return;
        var (policy, version) = ((InboundPolicy)(input[0] % 6), WireVersion.V20 + input[1] % 3);
        var octets = input[Head..];
        var delivered = new ArrayBufferWriter<byte>();
        var whole = Decode(octets, policy, version, Pieces.Whole, trace, delivered);
        Finding.Unless(whole == Decode(octets, policy, version, Pieces.Single, trace: null, delivered: null), "octet by octet is another way");
        Finding.Unless(whole == Decode(octets, policy, version, Pieces.AtRandom(input), trace: null, delivered: null), "in pieces is another way");

        var again = new ArrayBufferWriter<byte>();
        Decode(delivered.WrittenSpan, InboundPolicy.Deliver, WireVersion.V31, Pieces.Whole, trace: null, again);
        Finding.Unless(delivered.WrittenSpan.SequenceEqual(again.WrittenSpan), "encoded and decoded again it is something else");
    }

    private (ZmtpError, string?, int) Decode(
        ReadOnlySpan<byte> octets, InboundPolicy policy, WireVersion version, Pieces pieces, Trace? trace, ArrayBufferWriter<byte>? delivered)
    {
        var hash = new HashCodeOf();
        var builder = new MessageBuilder(_pool);
        var decoder = new FrameDecoder(Limits.Small(ZmqSocketType.Dealer), policy, version, builder);
        var found = FrameEvent.NeedMoreData;
        while (!octets.IsEmpty && found != FrameEvent.Failed)
        {
            var piece = octets[..pieces.Next(octets.Length)];
            octets = octets[piece.Length..];
            while ((found = decoder.Read(ref piece, out var message, out var body)) is not (FrameEvent.NeedMoreData or FrameEvent.Failed))
            {
                hash.Add((int)found);
                hash.Add(body);
                trace?.Add(found.ToString(), found == FrameEvent.Message ? message.Length : body.Length);
                if (found == FrameEvent.Message)
                    Deliver(message, ref hash, delivered);
            }
            Finding.Unless(piece.IsEmpty || found == FrameEvent.Failed, "octets are left behind");
        }
        trace?.Add(Words.Of(decoder.Fault.Reason ?? "right"), decoder.DroppedMessages);
        builder.Release();
        Finding.Unless(_pool.BytesOut == 0, $"{_pool.BytesOut} octets not returned");
        hash.Add((int)decoder.DroppedMessages);
        return (decoder.Fault.Error, decoder.Fault.Reason, hash.Value);
    }

    private static void Deliver(ZmqMessage message, ref HashCodeOf hash, ArrayBufferWriter<byte>? delivered)
    {
        Finding.Unless(message.Length <= Limits.MaxMessageSize && message.Count <= Limits.MaxFrames, "a message over the limit");
        hash.Add(message.Count);
        var size = (int)FrameEncoder.GetEncodedLength(message);
        var encoded = new byte[size];
        Finding.Unless(FrameEncoder.Write(encoded, message) == size, "another length than was announced");
        hash.Add(encoded);
        delivered?.Write(encoded);
        message.Dispose();
    }
}
