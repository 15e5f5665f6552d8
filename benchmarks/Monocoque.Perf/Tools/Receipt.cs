using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Monocoque.Perf.Tools;

/// <summary>Looks at each message that one receiver takes.</summary>
internal sealed class Receipt(ToolOptions options, Content content, Order order)
{
    private readonly bool _verify = options.Verify;
    private readonly int _frames = options.Frames;
    private readonly long _length = (long)options.Size * options.Frames;

    /// <summary>
    /// Fails unless <paramref name="message"/> has the right size and number of frames and, with <c>--verify</c>, is octet for octet the
    /// one that is due.
    /// </summary>
    internal void Check(in ZmqMessage message, long number)
    {
        if (message.Length != _length || message.Count != _frames)
            ThrowWrongSize(message, number);
        if (_verify)
            CheckContent(message, number);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckContent(in ZmqMessage message, long number)
    {
        if (!content.IsNext(message.First.Span, order))
            throw new BenchException($"Message {number} is not what was sent, or not in its place.");
    }

    /// <summary>By itself, so that the check is small enough to be inlined.</summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowWrongSize(in ZmqMessage message, long number) => throw new BenchException(
        $"Message {number} has {message.Count} frames with {message.Length} octets instead of {_frames} with {_length}.");
}
