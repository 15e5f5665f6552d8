using System.Text;
using Monocoque.Zmtp;

namespace Monocoque;

public readonly partial struct ZmqMessage
{
    /// <summary>
    /// Messages the program makes are cut from one slab per thread. Taken out while in use, so that a callback that makes a message
    /// while it writes another gets a builder of its own.
    /// </summary>
    [ThreadStatic]
    private static ZmqMessageWriter? t_writer;

    /// <summary>A message of copies of the given frames. Also makes <c>ZmqMessage m = [topic, body];</c> work.</summary>
    /// <param name="frames">The bodies; none gives the empty message, which cannot be sent.</param>
    public static ZmqMessage Create(ReadOnlySpan<ReadOnlyMemory<byte>> frames)
    {
        if (frames.IsEmpty)
            return default;
        var writer = TakeWriter();
        foreach (var frame in frames)
            writer.Frame(frame.Span);
        return Complete(writer);
    }

    /// <summary>A message of one frame, a copy of <paramref name="body"/>.</summary>
    public static ZmqMessage Copy(ReadOnlySpan<byte> body)
    {
        var writer = TakeWriter();
        writer.Frame(body);
        return Complete(writer);
    }

    /// <summary>A message of one frame over <paramref name="body"/> itself. The caller promises never to change that memory again.</summary>
    public static ZmqMessage Wrap(ReadOnlyMemory<byte> body) => new(MessageSlab.Wrap(body), frames: 1);

    /// <summary>A message of UTF-8 text frames.</summary>
    public static ZmqMessage Text(params ReadOnlySpan<string> frames)
    {
        if (frames.IsEmpty)
            return default;
        var writer = TakeWriter();
        foreach (var frame in frames)
            writer.Frame(frame);
        return Complete(writer);
    }

    /// <summary>
    /// A message whose octets <paramref name="write"/> puts straight into its memory; what is left open at the end is the last frame.
    /// Pass what the callback needs as <paramref name="state"/> and mark the lambda <c>static</c>: nothing is captured then.
    /// </summary>
    /// <exception cref="InvalidOperationException"><paramref name="write"/> wrote no frame.</exception>
    public static ZmqMessage Write<TState>(TState state, Action<ZmqMessageWriter, TState> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var writer = TakeWriter();
        try
        {
            write(writer, state);
            writer.Finish();
        }
        catch
        {
            writer.Abandon();
            PutBack(writer);
            throw;
        }
        return Complete(writer);
    }

    private static ZmqMessageWriter TakeWriter()
    {
        var writer = t_writer ?? new ZmqMessageWriter();
        t_writer = null;
        return writer;
    }

    private static ZmqMessage Complete(ZmqMessageWriter writer)
    {
        var message = writer.Complete();
        PutBack(writer);
        return message;
    }

    /// <summary>A writer that was put back meanwhile, by a message made inside the callback, gives up its slab: one per thread is enough.</summary>
    private static void PutBack(ZmqMessageWriter writer)
    {
        t_writer?.Release();
        t_writer = writer;
    }
}
