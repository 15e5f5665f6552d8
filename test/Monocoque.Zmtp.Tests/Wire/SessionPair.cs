using System.Buffers;

namespace Monocoque.Zmtp.Tests;

/// <summary>Two sessions and the wire between them, which carries a few octets at a time.</summary>
internal sealed class SessionPair : IDisposable
{
    private readonly int _piece;
    private readonly List<ZmtpEvent> _leftEvents = [];
    private readonly List<ZmtpEvent> _rightEvents = [];
    private readonly ArrayBufferWriter<byte> _toLeft = new();
    private readonly ArrayBufferWriter<byte> _toRight = new();
    private int _leftRead;
    private int _rightRead;

    internal SessionPair(ZmtpSessionOptions left, ZmtpSessionOptions right, int piece)
    {
        Left = new ZmtpSession(left, new MessagePool(poisonReturned: true));
        Right = new ZmtpSession(right, new MessagePool(poisonReturned: true));
        _piece = piece;
    }

    internal ZmtpSession Left { get; }

    internal ZmtpSession Right { get; }

    internal IReadOnlyList<ZmtpEvent> LeftEvents => _leftEvents;

    internal IReadOnlyList<ZmtpEvent> RightEvents => _rightEvents;

    /// <summary>Where the caller writes what it sends from left to right.</summary>
    internal IBufferWriter<byte> ToRight => _toRight;

    internal IBufferWriter<byte> ToLeft => _toLeft;

    internal List<string> ReceivedLeft { get; } = [];

    internal List<string> ReceivedRight { get; } = [];

    /// <summary>Carries octets until there are none, or until an end failed and its last words have arrived.</summary>
    internal void Run()
    {
        while (true)
        {
            Left.TakeOutput(_toRight);
            Right.TakeOutput(_toLeft);
            var hasMoved = Carry(_toRight, ref _rightRead, Right, _rightEvents, ReceivedRight);
            hasMoved |= Carry(_toLeft, ref _leftRead, Left, _leftEvents, ReceivedLeft);
            if (!hasMoved)
                return;
        }
    }

    /// <summary>Lets the right end go on after its answer to SelectSocket, which came with the last of its input.</summary>
    internal ZmtpEvent ReadRight()
    {
        ReadOnlySpan<byte> nothing = default;
        return Right.Read(ref nothing, out _);
    }

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    private bool Carry(ArrayBufferWriter<byte> wire, ref int read, ZmtpSession to, List<ZmtpEvent> events, List<string> received)
    {
        var octets = wire.WrittenSpan[read..];
        var input = octets[..Math.Min(_piece, octets.Length)];
        read += input.Length;
        if (input.IsEmpty || to.Error != ZmtpError.None)
            return false;
        while (true)
        {
            var found = to.Read(ref input, out var message);
            if (found == ZmtpEvent.NeedMoreData)
                return true;
            events.Add(found);
            if (found is ZmtpEvent.Failed or ZmtpEvent.SelectSocket)
                return true;
            if (found == ZmtpEvent.Message)
                received.Add(string.Join('|', Enumerable.Range(0, message.Count).Select(message.GetString)));
            message.Dispose();
        }
    }
}
