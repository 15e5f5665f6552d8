using System.Buffers;
using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A session of CURVE, and a peer that may have good keys. The deeper the scene, the more of the handshake is as it should be.</summary>
/// <typeparam name="TConversation">What such a peer says.</typeparam>
internal abstract class CurveTarget<TConversation> : SceneTarget
{
    private readonly Lazy<TConversation> _conversation;

    protected CurveTarget() => _conversation = new Lazy<TConversation>(Prepare);

    /// <summary>The random numbers of the session, which are the same every time.</summary>
    protected RepeatedRandom Numbers { get; } = new();

    protected TConversation Conversation => _conversation.Value;

    protected abstract int Depths { get; }

    /// <summary>Talks with the session once, to learn what it says every time: see <see cref="Hear"/>.</summary>
    protected abstract TConversation Prepare();

    /// <summary>What the peer says: as it should be, and then of what the octets make.</summary>
    /// <param name="depth">How much of the handshake is as it should be.</param>
    /// <param name="octets">Of the input.</param>
    /// <param name="metadata">Of a peer that the socket takes.</param>
    protected abstract (byte[] Before, byte[] Said) Speak(int depth, ReadOnlySpan<byte> octets, byte[] metadata);

    /// <param name="type">Of the socket.</param>
    /// <param name="choice">What is left to choose.</param>
    protected abstract Scene SetUp(ZmqSocketType type, int choice);

    protected sealed override Scene Choose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> said)
    {
        var type = Limits.TypeOf(head[0]);
        byte[] before;
        (before, said) = Speak(head[1] % Depths, octets, Wire.SocketType(Limits.PartnerOf(type)));
        return SetUp(type, head[1] / Depths) with { Before = before, Random = Numbers };
    }

    /// <summary>All that a session says to these first words.</summary>
    protected byte[] Hear(ZmtpSecurity security, ReadOnlySpan<byte> words)
    {
        Numbers.Restart();
        using var session = new ZmtpSession(Limits.Small(ZmqSocketType.Dealer, security), new MessagePool());
        _ = session.Read(ref words, out _);
        var output = new ArrayBufferWriter<byte>();
        session.TakeOutput(output);
        return output.WrittenSpan.ToArray();
    }
}
