using System.Buffers;
using System.IO.Pipelines;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>What leaves together, and in which order: control octets, small messages by copy, large ones in steps.</summary>
internal sealed partial class Outbox
{
    /// <summary>What the flushing thread took; touched by nobody else until it takes the next batch.</summary>
    private OutChunk? _batch;
    private ArrayBufferWriter<byte>? _batchControl;
    private int _batchMessages;

    /// <summary>Takes what is queued, or gives the writer up and returns null.</summary>
    private PipeWriter? TakeBatch()
    {
        using (_gate.Enter())
        {
            if (IsNothingToDo)
            {
                BecomeIdle();
                return null;
            }
            _batchLastWord = _lastWord;
            _lastWord = null;
            _batchControl = _control;
            _control = null;
            _limitedControl = 0;
            _batch = _head;
            _batchMessages = 0;
            long octets = 0;
            OutChunk? last = null;
            while (_head is not null && octets < MaxBatchSize)
            {
                last = _head;
                octets += last.WireLength;
                _batchMessages += last.Messages;
                _head = last.Next;
            }
            if (last is not null)
                last.Next = null;
            if (_head is null)
                _tail = null;
            _queuedOctets = _head is null ? 0 : Math.Max(0, _queuedOctets - octets);
            _batchOctets = octets;
            _queued -= _batchMessages;
            _inFlight += _batchMessages;
            _taken += _batchMessages;
            return _writer;
        }
    }

    private bool HasLargeMessage()
    {
        for (var chunk = _batch; chunk is not null; chunk = chunk.Next)
        {
            if (chunk.IsLarge)
                return true;
        }
        return false;
    }

    private void WriteBatch(PipeWriter writer)
    {
        WriteControl(writer);
        while (_batch is { } chunk)
        {
            WriteFrames(writer, chunk.Octets);
            _batch = chunk.Next;
            chunk.Return();
        }
    }

    private void WriteControl(PipeWriter writer)
    {
        if (_batchLastWord is { } lastWord)
            writer.Write(lastWord);
        _batchLastWord = null;
        if (_batchControl is not { } control)
            return;
        WriteFrames(writer, control.WrittenSpan);
        _batchControl = null;
    }

    /// <summary>Writes the batch in steps that the connection can bear; true if the connection is at its end.</summary>
    private async ValueTask<bool> WriteLargeBatchAsync(PipeWriter writer)
    {
        WriteControl(writer);
        while (_batch is { } chunk)
        {
            WriteFrames(writer, chunk.Octets);
            for (var i = 0; chunk.IsLarge && i < chunk.Large.Count; i++)
            {
                if (_sealer is not null)
                {
                    if (await WriteSealedAsync(writer, _sealer, chunk.Large[i], more: i < chunk.Large.Count - 1).ConfigureAwait(false))
                        return true;
                    continue;
                }
                var body = chunk.Large[i];
                WriteHeader(writer, body.Length, more: i < chunk.Large.Count - 1);
                for (; body.Length > BatchSize; body = body[BatchSize..])
                {
                    Copy(body.Span[..BatchSize], writer);
                    if ((await writer.FlushAsync().ConfigureAwait(false)).IsCompleted)
                        return true;
                    Volatile.Write(ref _progress, _progress + 1);
                }
                Copy(body.Span, writer);
            }
            _batch = chunk.Next;
            chunk.Return();
        }
        return (await writer.FlushAsync().ConfigureAwait(false)).IsCompleted;
    }

    /// <summary>In one piece: a transport takes one large piece for less than many small ones, which is what an ordinary write would cut it into.</summary>
    private static void Copy(ReadOnlySpan<byte> octets, PipeWriter writer)
    {
        octets.CopyTo(writer.GetSpan(octets.Length));
        writer.Advance(octets.Length);
    }

    private static void WriteHeader(PipeWriter writer, long length, bool more)
    {
        var span = writer.GetSpan(FrameEncoder.MaxHeaderSize);
        writer.Advance(FrameEncoder.WriteHeader(span, length, more));
    }

    private void ReturnBatch()
    {
        _batchLastWord = null;
        _batchControl = null;
        while (_batch is { } chunk)
        {
            _batch = chunk.Next;
            chunk.Return();
        }
    }
}
