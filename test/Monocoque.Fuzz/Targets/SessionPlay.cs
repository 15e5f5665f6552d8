using System.Buffers;
using System.Runtime.InteropServices;
using Monocoque.Fuzz.Engine;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>
/// Plays an input to a session and checks what every session keeps to: it never throws, comes to an end, takes all its input or fails, says the same however the input
/// is cut, lends and allocates no more than its limits allow, stays failed once it has failed, and never says a thing that is not ZMTP itself.
/// </summary>
internal sealed class SessionPlay
{
    /// <summary>A slab for messages, and a large one on the way.</summary>
    private const long MostLent = 2 * MessagePool.SlabSize;

    /// <summary>A handshake with all its properties, and the buffers of one session.</summary>
    private const long MostAllocated = 512 * 1024;

    /// <summary>The words of the checks, which are made for every octet where they come one by one.</summary>
    private const long MostAllocatedPerOctet = 256;

    private readonly MessagePool _pool = new(poisonReturned: true);

    internal void Run(Scene scene, ReadOnlySpan<byte> input, Trace trace)
    {
        var whole = Play(scene, input, Pieces.Whole, trace);
        var single = Play(scene, input, Pieces.Single, trace: null);
        Finding.Unless(whole == single, $"octet by octet is another way: {whole} / {single}");
        var pieces = Play(scene, input, Pieces.AtRandom(input), trace: null);
        Finding.Unless(whole == pieces, $"in pieces is another way: {whole} / {pieces}");
    }

    private Ending Play(Scene scene, ReadOnlySpan<byte> input, Pieces pieces, Trace? trace)
    {
        scene.Random?.Restart();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var hash = new HashCodeOf();
        var output = new ArrayBufferWriter<byte>(256);
        using var session = new ZmtpSession(scene.Options, _pool, scene.IsConnector, scene.Carrier);
        var goesOn = Feed(scene, session, scene.Before, ref hash, trace: null);
        trace?.Add(session.Error.ToString());
        var fed = scene.Before.Length;
        while (goesOn && !input.IsEmpty)
        {
            var piece = input[..pieces.Next(input.Length)];
            input = input[piece.Length..];
            fed += piece.Length;
            goesOn = Feed(scene, session, piece, ref hash, trace);
            Finding.Unless(_pool.BytesOut <= MostLent, $"{_pool.BytesOut} octets lent");
            if (goesOn && pieces != Pieces.Whole && (fed & 7) == 0)
                session.Idle();
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Finding.Unless(allocated < MostAllocated + MostAllocatedPerOctet * fed, $"{allocated} octets allocated for {fed}");
        session.TakeOutput(output);
        Finding.Unless(!session.HasOutput, "output is left behind");
        if (session.Error != ZmtpError.None)
            CheckStaysFailed(session);
        CheckEnding(session, output.WrittenSpan, scene, trace);
        var ending = new Ending(session.Error, session.ErrorReason, hash.Value, session.IgnoredCommands, session.DroppedMessages, Hash(output.WrittenSpan));
        session.Dispose();
        Finding.Unless(_pool.BytesOut == 0, $"{_pool.BytesOut} octets not returned");
        return ending;
    }

    /// <summary>False if the session failed.</summary>
    private static bool Feed(Scene scene, ZmtpSession session, ReadOnlySpan<byte> input, ref HashCodeOf hash, Trace? trace)
    {
        var steps = 2 * input.Length + 8;
        while (true)
        {
            Finding.Unless(steps-- > 0, "no end");
            var wasReady = session.IsReady;
            var found = session.Read(ref input, out var message);
            switch (found)
            {
                case ZmtpEvent.NeedMoreData:
                    Finding.Unless(input.IsEmpty, $"{input.Length} octets left behind");
                    return true;

                case ZmtpEvent.Failed:
                    Finding.Unless(session.Error != ZmtpError.None, "failed without an error");
                    trace?.Add(session.Error == ZmtpError.RefusedByPeer ? "refused" : Words.Of(session.ErrorReason!));
                    hash.Add((int)found);
                    return false;

                case ZmtpEvent.Authenticate:
                    Answer(session, scene.Verdict);
                    break;

                case ZmtpEvent.SelectSocket when scene.Selected is null:
                    session.Refuse("nobody is here");
                    break;

                case ZmtpEvent.SelectSocket:
                    session.Select(scene.Selected);
                    break;

                case ZmtpEvent.HandshakeCompleted:
                    Finding.Unless(session.Peer is not null && session.IsReady && !wasReady, "completed without a peer");
                    break;

                default:
                    Finding.Unless(wasReady, $"{found} before the handshake was done");
                    break;
            }
            hash.Add((int)found);
            Digest(session, found, message, ref hash, trace);
            message.Dispose();
        }
    }

    private static void Answer(ZmtpSession session, int verdict)
    {
        Finding.Unless(session.Credentials is not null, "asked about nothing");
        if (verdict == 200)
            session.Accept();
        else
            session.Deny(verdict);
    }

    private static void Digest(ZmtpSession session, ZmtpEvent found, ZmqMessage message, ref HashCodeOf hash, Trace? trace)
    {
        switch (found)
        {
            case ZmtpEvent.Message:
                trace?.Add("Message", message.Count);
                hash.Add(message.Count);
                foreach (var frame in message)
                {
                    hash.Add(frame.Length);
                    hash.Add(frame.Span);
                    trace?.Add("frame", frame.Length);
                }
                break;

            case ZmtpEvent.Subscribe or ZmtpEvent.Cancel or ZmtpEvent.Join or ZmtpEvent.Leave:
                hash.Add(session.Topic);
                trace?.Add(found.ToString(), session.Topic.Length);
                break;

            default:
                trace?.Add(found.ToString(), session.Peer?.Metadata.Count ?? 0);
                break;
        }
    }

    private static void CheckStaysFailed(ZmtpSession session)
    {
        var (error, reason, peer) = (session.Error, session.ErrorReason, session.Peer);
        ReadOnlySpan<byte> good = [0, 2, 0x48, 0x69, 4, 7, 4, 0x50, 0x49, 0x4E, 0x47, 0, 0];
        var input = good;
        Finding.Unless(session.Read(ref input, out var message) == ZmtpEvent.Failed && message.Count == 0, "it lives on after it failed");
        Finding.Unless(!session.IsReady && !session.HasOutput, "it is ready, or has something to say, after it failed");
        Finding.Unless(session.Error == error && session.ErrorReason == reason && session.Peer == peer, "it changed after it failed");
        Finding.Unless(reason is not null && reason.All(static c => c is >= ' ' and <= '~'), $"a reason that is no text for a log: {reason}");
    }

    private static void CheckEnding(ZmtpSession session, ReadOnlySpan<byte> output, Scene scene, Trace? trace)
    {
        OutputCheck.Check(output, hasGreeting: scene.Carrier == ZmtpCarrier.Octets);
        trace?.Add("ignored", session.IgnoredCommands);
        trace?.Add("dropped", session.DroppedMessages);
        trace?.Add("said", output.Length);
        trace?.Add(session.PeerTtl > 0 ? "ttl" : session.IsReady ? "ready" : "open", session.Peer?.ProtocolVersion.Minor ?? 3);
    }

    private static int Hash(ReadOnlySpan<byte> octets)
    {
        var hash = new HashCodeOf();
        hash.Add(octets);
        return hash.Value;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Ending(ZmtpError Error, string? Reason, int Events, long Ignored, long Dropped, int Output);
}
