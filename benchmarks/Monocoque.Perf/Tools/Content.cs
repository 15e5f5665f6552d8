using System.Buffers.Binary;

namespace Monocoque.Perf.Tools;

/// <summary>
/// What one producer sends: the same octets each time, or with <c>--verify</c> others in each message, with a number in front where
/// there is room. The C programs make the same.
/// </summary>
internal sealed class Content
{
    /// <summary>Producers whose messages one receiver can tell apart.</summary>
    internal const int MostProducers = 64;

    private const int Variants = 251;
    private const int ProducerShift = 40;

    private readonly bool _verify;
    private readonly int _topic;
    private readonly long _producer;
    private readonly byte[] _octets;
    private readonly byte[] _message;

    /// <param name="options">Size, and whether contents differ.</param>
    /// <param name="producer">Which one this is.</param>
    /// <param name="topic">What all messages begin with.</param>
    internal Content(ToolOptions options, int producer = 0, ReadOnlySpan<byte> topic = default)
    {
        _verify = options.Verify;
        _topic = topic.Length;
        _producer = (long)producer << ProducerShift;
        _octets = new byte[options.Size + Variants];
        for (var i = 0u; i < _octets.Length; i++)
            _octets[i] = (byte)(unchecked(i * 2654435761u) >> 24);
        _message = new byte[options.Size];
        topic.CopyTo(_message);
        Fill(_producer);
    }

    /// <summary>The body of a message, until the next call.</summary>
    /// <param name="k">The how-many-th of this producer.</param>
    internal ReadOnlyMemory<byte> Get(long k)
    {
        if (_verify)
            Fill(_producer | k);
        return _message;
    }

    /// <summary>Whether a body is one that was sent, and the next of its producer.</summary>
    internal bool IsNext(ReadOnlySpan<byte> body, Order order)
    {
        body = body[_topic..];
        var number = order.Next(producer: 0);
        if (body.Length >= sizeof(long))
        {
            number = BinaryPrimitives.ReadInt64LittleEndian(body);
            if (number is < 0 or >= (long)MostProducers << ProducerShift)
                return false;
        }
        var head = body.Length >= sizeof(long) ? sizeof(long) : 0;
        return order.Take((int)(number >> ProducerShift), number & ((1L << ProducerShift) - 1))
            && body[head..].SequenceEqual(_octets.AsSpan((int)(number % Variants), body.Length)[head..]);
    }

    private void Fill(long number)
    {
        var body = _message.AsSpan(_topic);
        _octets.AsSpan((int)(number % Variants), body.Length).CopyTo(body);
        if (body.Length >= sizeof(long))
            BinaryPrimitives.WriteInt64LittleEndian(body, number);
    }
}
