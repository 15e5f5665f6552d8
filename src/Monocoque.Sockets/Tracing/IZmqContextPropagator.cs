using System.Diagnostics;

namespace Monocoque;

/// <summary>
/// Takes the context of a trace along with messages. ZeroMQ has no headers, so it costs a frame that both ends must know of; that is why it is done only where
/// it is asked for. <see cref="ZmqTraceContext"/> is the one to use unless another end has a form of its own.
/// </summary>
public interface IZmqContextPropagator
{
    /// <summary>Writes the context of <paramref name="activity"/> behind the frames of a message, as one frame or more.</summary>
    void Inject(Activity activity, ZmqMessageWriter writer);

    /// <summary>
    /// Reads the context and takes its frames off the message (<see cref="ZmqMessage.RemoveLast"/>). False, and the message is as it was, if there is none; it
    /// may be anything a peer sends, so this must not throw.
    /// </summary>
    bool TryExtract(ZmqMessage message, out ActivityContext context);
}
