using System.Buffers;
using System.Text;
using Monocoque.Testing;

namespace Monocoque.Zmtp.Tests;

/// <summary>All a session made of an input: its events in words, and its output.</summary>
internal sealed record Transcript(string Events, string Output, ZmtpError Error, string? Reason)
{
    /// <summary>Default options.</summary>
    internal static ZmtpSessionOptions Options(ZmqSocketType? type) => new() { SocketType = type };

    /// <summary>Feeds the input in one piece.</summary>
    internal static Transcript Of(ZmtpSessionOptions options, byte[] input, ZmtpSessionOptions? selected = null) =>
        Of(options, [input], selected);

    /// <summary>Feeds the input in every split and asserts that they all come to the same.</summary>
    internal static Transcript OfEverySplit(
        ZmtpSessionOptions options, byte[] input, ZmtpSessionOptions? selected = null, ZmtpCarrier carrier = ZmtpCarrier.Octets)
    {
        var expected = Of(options, [input], selected, carrier);
        foreach (var split in SplitReplay.Of(input.Length))
        {
            var actual = Of(options, split.Cut(input), selected, carrier);
            Assert.True(expected == actual, $"{split}: expected {expected}, got {actual}");
        }
        return expected;
    }

    internal static Transcript Of(
        ZmtpSessionOptions options, IEnumerable<ReadOnlyMemory<byte>> pieces, ZmtpSessionOptions? selected = null, ZmtpCarrier carrier = ZmtpCarrier.Octets)
    {
        using var session = new ZmtpSession(options, new MessagePool(poisonReturned: true), carrier: carrier);
        var events = new StringBuilder();
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> input = piece.Span;
            while (ReadOne(session, ref input, events, selected))
            {
            }
        }
        var output = new ArrayBufferWriter<byte>();
        session.TakeOutput(output);
        Assert.False(session.HasOutput);
        return new Transcript(events.ToString(), Convert.ToHexString(output.WrittenSpan), session.Error, session.ErrorReason);
    }

    /// <summary>False when more input is due, or when none can help.</summary>
    private static bool ReadOne(ZmtpSession session, ref ReadOnlySpan<byte> input, StringBuilder events, ZmtpSessionOptions? selected)
    {
        var found = session.Read(ref input, out var message);
        switch (found)
        {
            case ZmtpEvent.NeedMoreData:
                Assert.True(input.IsEmpty, "NeedMoreData leaves no input");
                return false;

            case ZmtpEvent.Failed:
                if (events.Length < 6 || !events.ToString().EndsWith("Failed ", StringComparison.Ordinal))
                    events.Append("Failed ");
                return false;

            case ZmtpEvent.Message:
                events.Append("Message(");
                foreach (var frame in message)
                    events.Append('[').Append(Convert.ToHexString(frame.Span)).Append(']');
                events.Append(") ");
                Assert.Same(session.Peer, message.Peer);
                message.Dispose();
                return true;

            case ZmtpEvent.Subscribe or ZmtpEvent.Cancel or ZmtpEvent.Join or ZmtpEvent.Leave:
                events.Append(found).Append('(').Append(Convert.ToHexString(session.Topic)).Append(") ");
                return true;

            case ZmtpEvent.SelectSocket:
                events.Append("SelectSocket ");
                if (selected is null)
                    return false;
                session.Select(selected);
                return true;

            default:
                events.Append(found).Append(' ');
                return true;
        }
    }
}
