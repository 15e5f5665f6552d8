using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>
/// ZWS: WebSocket messages, in pieces as a WebSocket hands them over, to frames; frames to a session; and frames back to the messages they were. A piece is two
/// octets, bit 7 of the first for the end of the message and the others for a length, and its octets. The first two octets of an input choose the session.
/// </summary>
internal sealed class WebSocketTarget : PlainTarget
{
    private const int Head = 2;
    private const int Limit = 1500;

    private readonly SessionPlay _play = new();

    internal override string Name => "websocket";

    internal override byte[] Make(Random random) => [(byte)random.Next(256), (byte)random.Next(256), .. Wire.Many(random, 8, AnyMessage)];

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        if (input.Length < Head)
            return;
        var messages = new List<byte[]>();
        var frames = Decode(input[Head..], byOctet: false, messages, out var fault);
        var byOctet = Decode(input[Head..], byOctet: true, [], out var same);
        Finding.Unless(frames.AsSpan().SequenceEqual(byOctet) && same.Error == fault.Error, "octet by octet is another way");
        trace.Add(Words.Of(fault.Reason ?? "right"), messages.Count);
        CheckBack(frames, messages);

        var type = Limits.TypeOf(input[0]);
        var scene = new Scene(Limits.Small(type, (input[1] & 2) != 0 ? ZmtpSecurity.AskedNull : ZmtpSecurity.None))
        {
            Carrier = (input[1] & 1) != 0 ? ZmtpCarrier.WebSocket : ZmtpCarrier.WebSocketWithoutMechanism,
        };
        _play.Run(scene, frames, trace);
    }

    private static byte[] AnyMessage(Random random)
    {
        byte[] body = random.Next(4) switch
        {
            0 => [2, .. Wire.CommandBody("READY", Wire.AnyMetadata(random))],
            1 => [2, .. Wire.CommandBody(Wire.AnyCommand(random), OctetMutator.Noise(random, 20))],
            2 => [(byte)random.Next(4), .. OctetMutator.Noise(random, 300)],
            _ => [(byte)random.Next(2), .. OctetMutator.Noise(random, 10)],
        };
        var cut = random.Next(body.Length + 1);
        return random.Next(3) == 0 ? [.. Piece(body[..cut], isEnd: false), .. Piece(body[cut..], isEnd: true)] : Piece(body, isEnd: true);
    }

    private static byte[] Piece(byte[] octets, bool isEnd) => [(byte)((isEnd ? 0x80 : 0) | (octets.Length >> 8)), (byte)octets.Length, .. octets];

    /// <summary>The frames that the messages become. Those that were whole are remembered.</summary>
    private static byte[] Decode(ReadOnlySpan<byte> pieces, bool byOctet, List<byte[]> messages, out ZmtpFault fault)
    {
        using var decoder = new ZwsDecoder { MaxBodySize = Limit };
        var frames = new List<byte>();
        var open = new List<byte>();
        while (pieces.Length >= 2)
        {
            var isEnd = (pieces[0] & 0x80) != 0;
            var piece = pieces.Slice(2, Math.Min((pieces[0] & 0x7F) << 8 | pieces[1], pieces.Length - 2));
            pieces = pieces[(2 + piece.Length)..];
            do
            {
                var memory = decoder.GetMemory().Span;
                Finding.Unless(!memory.IsEmpty, "no room");
                var count = Math.Min(byOctet ? 1 : memory.Length, piece.Length);
                piece[..count].CopyTo(memory);
                open.AddRange(piece[..count]);
                piece = piece[count..];
                switch (decoder.Advance(count, isEnd && piece.IsEmpty))
                {
                    case ZwsStatus.Failed:
                        fault = decoder.Fault;
                        Finding.Unless(!fault.IsNone, "failed without a fault");
                        return [.. frames];
                    case ZwsStatus.Frame:
                        Finding.Unless(open.Count <= Limit + 1, "a message over the limit");
                        frames.AddRange(decoder.Frame.Span);
                        messages.Add([.. open]);
                        open.Clear();
                        break;
                }
            }
            while (!piece.IsEmpty);
        }
        fault = default;
        return [.. frames];
    }

    /// <summary>A frame is a message with flags in front, both ways.</summary>
    private static void CheckBack(byte[] frames, List<byte[]> messages)
    {
        using var encoder = new ZwsEncoder();
        frames.CopyTo(encoder.GetSpan(frames.Length));
        encoder.Advance(frames.Length);
        foreach (var message in messages)
            Finding.Unless(encoder.TryRead(out var again) && again.Span.SequenceEqual(message), "back again it is another message");
        Finding.Unless(!encoder.TryRead(out _) && encoder.Length == 0, "something is left over");
    }
}
