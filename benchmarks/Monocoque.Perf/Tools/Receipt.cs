namespace Monocoque.Perf.Tools;

/// <summary>Looks at each message that one receiver takes.</summary>
internal sealed class Receipt(ToolOptions options, Content content, Order order)
{
    private readonly bool _verify = options.Verify;
    private readonly long _length = (long)options.Size * options.Frames;

    /// <summary>
    /// Fails unless <paramref name="message"/> has the right size and number of frames and, with <c>--verify</c>, is octet for octet the
    /// one that is due.
    /// </summary>
    internal void Check(in ZmqMessage message, long number)
    {
        if (message.Count != options.Frames || message.Length != _length)
        {
            throw new BenchException(
                $"Message {number} has {message.Count} frames with {message.Length} octets instead of {options.Frames} with {_length}.");
        }
        if (_verify && !content.IsNext(message.First.Span, order))
            throw new BenchException($"Message {number} is not what was sent, or not in its place.");
    }
}
