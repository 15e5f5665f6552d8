namespace Monocoque.Endpoints;

/// <summary>
/// The frames in front of a request that its reply must carry too. Copied, because a handler may send the message on or dispose it before it
/// replies; the memory is kept from message to message.
/// </summary>
internal sealed class ReplyEnvelope
{
    /// <summary>An envelope is a few ids; one that grew beyond this came from somebody odd and is not kept.</summary>
    private const int MostKept = 4096;

    private byte[] _octets = new byte[64];
    private int[] _ends = new int[4];

    internal int Count { get; private set; }

    /// <summary>
    /// How many frames of <paramref name="message"/> are envelope. On ROUTER frame 0 is the routing id. Then, if one of the frames before the last is
    /// empty, it is the delimiter: a REQ peer, a correlated one, or a proxy put it there, and all up to it goes back.
    /// </summary>
    internal static int Measure(ZmqMessage message, ZmqSocketType type)
    {
        if (type is not (ZmqSocketType.Router or ZmqSocketType.Dealer))
            return 0;
        var count = message.Count;
        var first = type is ZmqSocketType.Router ? Math.Min(1, count) : 0;
        for (var i = first; i < count - 1; i++)
        {
            if (message[i].IsEmpty)
                return i + 1;
        }
        return first;
    }

    /// <summary>Keeps the first <paramref name="count"/> frames of <paramref name="message"/>.</summary>
    internal void Capture(ZmqMessage message, int count)
    {
        Count = count;
        if (_octets.Length > MostKept)
            _octets = new byte[64];
        if (_ends.Length < count || _ends.Length > MostKept)
            _ends = new int[Math.Max(4, count)];
        var end = 0;
        for (var i = 0; i < count; i++)
        {
            var frame = message[i].Span;
            if (_octets.Length - end < frame.Length)
                Array.Resize(ref _octets, Math.Max(end + frame.Length, _octets.Length * 2));
            frame.CopyTo(_octets.AsSpan(end));
            end += frame.Length;
            _ends[i] = end;
        }
    }

    internal void WriteTo(ZmqMessageWriter writer)
    {
        var start = 0;
        foreach (var end in _ends.AsSpan(0, Count))
        {
            writer.Frame(_octets.AsSpan(start, end - start));
            start = end;
        }
    }
}
