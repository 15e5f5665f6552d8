using System.Buffers;
using System.Text;
using Monocoque.Zmtp;

namespace Monocoque;

/// <summary>
/// Writes the frames of a message straight into its memory; serialisers that know <see cref="IBufferWriter{T}"/> need no copy.
/// Valid only inside the callback it was handed to.
/// </summary>
public sealed class ZmqMessageWriter : IBufferWriter<byte>
{
    private readonly MessageBuilder _builder = new(MessagePool.Shared);
    private bool _isFrameOpen;

    internal ZmqMessageWriter()
    {
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        return _builder.GetMemory(Math.Max(sizeHint, 1));
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        return _builder.GetSpan(Math.Max(sizeHint, 1));
    }

    /// <summary>Adds what was written into the last span or memory to the frame that is open.</summary>
    public void Advance(int count)
    {
        _builder.Advance(count);
        _isFrameOpen = true;
    }

    /// <summary>Adds a whole frame. Closes the frame that is open, if any.</summary>
    public ZmqMessageWriter Frame(ReadOnlySpan<byte> bytes)
    {
        CloseOpenFrame();
        _builder.Append(bytes);
        return EndFrame();
    }

    /// <summary>Adds a whole frame of UTF-8 text. Closes the frame that is open, if any.</summary>
    public ZmqMessageWriter Frame(ReadOnlySpan<char> text)
    {
        CloseOpenFrame();
        var span = _builder.GetSpan(Encoding.UTF8.GetByteCount(text));
        _builder.Advance(Encoding.UTF8.GetBytes(text, span));
        return EndFrame();
    }

    /// <summary>Closes the frame written by <see cref="Advance"/>; an empty frame if nothing was.</summary>
    public ZmqMessageWriter EndFrame()
    {
        _builder.EndFrame();
        _isFrameOpen = false;
        return this;
    }

    internal void Finish()
    {
        CloseOpenFrame();
        if (_builder.FrameCount == 0)
            throw new InvalidOperationException("The callback wrote no frame. Write one, or call EndFrame() for an empty one.");
    }

    internal ZmqMessage Complete() => _builder.Complete();

    internal void Abandon()
    {
        _isFrameOpen = false;
        _builder.Discard();
    }

    internal void Release() => _builder.Release();

    private void CloseOpenFrame()
    {
        if (_isFrameOpen)
            EndFrame();
    }
}
