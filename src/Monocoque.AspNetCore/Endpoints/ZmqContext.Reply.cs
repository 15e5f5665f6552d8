using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Monocoque.Endpoints;

namespace Monocoque;

public sealed partial class ZmqContext
{
    private readonly ZmqSocketType _type;
    private readonly IZmqSender? _sender;
    private int _replies;
    private IZmqContextPropagator? _propagator;

    /// <summary>REP answers exactly once, whatever the handler did.</summary>
    internal bool OwesReply => _type is ZmqSocketType.Rep && _replies == 0;

    /// <summary>
    /// Answers the sender of <see cref="Message"/>; the envelope is put back by us. The reply is moved: it is spent when this succeeds and still yours
    /// when it throws. ROUTER and DEALER may answer any number of times, REP once.
    /// </summary>
    /// <exception cref="ArgumentException">The reply has no frames.</exception>
    /// <exception cref="InvalidOperationException">The socket cannot send, or is a REP and has answered.</exception>
    /// <exception cref="ZmqException">The socket refuses the message: it is closed, or a mandatory ROUTER lost the peer.</exception>
    public ValueTask ReplyAsync(ZmqMessage reply)
    {
        var sender = GetSender();
        if (reply.Count == 0)
            throw new ArgumentException("A reply needs a frame. Send one empty frame to say nothing.", nameof(reply));
        return _envelope.Count == 0 && _propagator is null ? CountAsync(sender.SendAsync(reply, _aborts.Host)) : ReplyInEnvelopeAsync(sender, reply);
    }

    /// <summary>Writes the reply straight behind its envelope. The callback writes whole frames.</summary>
    internal ValueTask ReplyAsync<TState>(TState state, Action<ZmqMessageWriter, TState> write)
    {
        var sender = GetSender();
        return CountAsync(SendAsync(sender, Compose(state, write)));
    }

    private async ValueTask ReplyInEnvelopeAsync(IZmqSender sender, ZmqMessage reply)
    {
        await SendAsync(sender, Compose(reply, static (writer, reply) =>
        {
            foreach (var frame in reply)
                writer.Frame(frame.Span);
        }));
        _replies++;
        reply.Dispose();
    }

    private ZmqMessage Compose<TState>(TState state, Action<ZmqMessageWriter, TState> write) => ZmqMessage.Write(
        (Envelope: _envelope, State: state, Write: write, Propagator: _propagator),
        static (writer, reply) =>
        {
            reply.Envelope.WriteTo(writer);
            reply.Write(writer, reply.State);
            if (reply.Propagator is { } propagator && Activity.Current is { } activity)
                propagator.Inject(activity, writer);
        });

    /// <summary>Sends a message nobody else holds, so that it must be ended here if it cannot be sent.</summary>
    private async ValueTask SendAsync(IZmqSender sender, ZmqMessage message)
    {
        try
        {
            await sender.SendAsync(message, _aborts.Host);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private ValueTask CountAsync(ValueTask send)
    {
        if (!send.IsCompletedSuccessfully)
            return CountSlowAsync(send);
        _replies++;
        return send;
    }

    private async ValueTask CountSlowAsync(ValueTask send)
    {
        await send;
        _replies++;
    }

    private IZmqSender GetSender()
    {
        if (_sender is null)
            ThrowCannotSend();
        if (_type is ZmqSocketType.Rep && _replies > 0)
            ThrowAnswered();
        return _sender;
    }

    [DoesNotReturn]
    private void ThrowCannotSend() => throw new InvalidOperationException(
        $"'{Socket.Name}' is a {_type.ToString().ToUpperInvariant()} socket, which cannot reply.");

    [DoesNotReturn]
    private void ThrowAnswered() => throw new InvalidOperationException(
        $"The REP socket '{Socket.Name}' has answered this request already. Map a ROUTER to send several replies.");
}
