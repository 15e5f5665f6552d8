using System.Buffers;
using System.IO.Pipelines;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>
/// Boxes: frames wait in the clear and are boxed on their way to the writer, by whoever owns it. So what waits for a connection can leave over the next one, which
/// has other keys, and a publisher still encodes once.
/// </summary>
internal sealed partial class Outbox
{
    /// <summary>Belongs to the writer; null: frames go as they are.</summary>
    private CurveSealer? _sealer;

    /// <summary>What the handshake has still to say, before everything else.</summary>
    private byte[]? _lastWord;
    private byte[]? _batchLastWord;

    /// <summary>Under the lock: nobody is to be written to, or nothing is to be written.</summary>
    private bool IsNothingToDo => _writer is null || (_head is null && _control is null && _lastWord is null);

    private void WriteFrames(PipeWriter writer, ReadOnlySpan<byte> frames)
    {
        if (_sealer is not null)
            _sealer.Seal(frames, writer);
        else if (!frames.IsEmpty)
            Copy(frames, writer);
    }

    /// <summary>A MAC stands before what it is made of, so a large frame is boxed as a whole before the first step of it leaves. True: the connection is at its end.</summary>
    private async ValueTask<bool> WriteSealedAsync(PipeWriter writer, CurveSealer sealer, ReadOnlyMemory<byte> body, bool more)
    {
        var flags = more ? FrameFlags.More : FrameFlags.None;
        var size = checked((int)CurveSealer.SizeOf(body.Length));
        if (size <= BatchSize)
        {
            sealer.Seal(flags, body.Span, writer.GetSpan(size)[..size]);
            writer.Advance(size);
            return false;
        }
        var box = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            sealer.Seal(flags, body.Span, box.AsSpan(0, size));
            for (var rest = new ReadOnlyMemory<byte>(box, 0, size); !rest.IsEmpty; rest = rest[Math.Min(BatchSize, rest.Length)..])
            {
                writer.Write(rest.Span[..Math.Min(BatchSize, rest.Length)]);
                if ((await writer.FlushAsync().ConfigureAwait(false)).IsCompleted)
                    return true;
                Volatile.Write(ref _progress, _progress + 1);
            }
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(box);
        }
    }
}
