using System.Buffers;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>What a new connection says before all messages, and what the application is told of peers that come and go.</summary>
internal abstract partial class SocketBase
{
    /// <summary>Goes before all messages and counts against no mark.</summary>
    private void Greet(IBufferWriter<byte> control)
    {
        if (Options.ProbeRouter)
            WriteFrame(control, body: default);
        if (Options.HelloMessage is { } hello)
            WriteFrame(control, hello.Span);
    }

    private static void WriteFrame(IBufferWriter<byte> control, ReadOnlySpan<byte> body)
    {
        control.Advance(FrameEncoder.WriteHeader(control.GetSpan(FrameEncoder.MaxHeaderSize), body.Length, more: false));
        control.Write(body);
    }

    /// <summary>Before the first message of the connection. The gate is held.</summary>
    private void AnnounceConnected(Pipe pipe, PeerConnection connection)
    {
        if (Options.RouterNotify.HasFlag(ZmqRouterNotify.Connect))
            Deliver(pipe, connection, body: default);
    }

    /// <summary>
    /// After the last message of the connection. A peer whose name another took over has not gone as far as the application is concerned. The gate is held.
    /// </summary>
    private void AnnounceDisconnected(Pipe pipe, PeerConnection connection)
    {
        if (Type == ZmqSocketType.Router && pipe.RoutingId is null)
            return;
        if (!pipe.IsConnector && Options.DisconnectMessage is { } gone)
            Deliver(pipe, connection, gone.Span);
        if (pipe.IsConnector && !pipe.IsLeaving && Options.HiccupMessage is { } hiccup)
            Deliver(pipe, connection, hiccup.Span);
        if (Options.RouterNotify.HasFlag(ZmqRouterNotify.Disconnect))
            Deliver(pipe, connection, body: default);
    }

    /// <summary>A message as if the peer had sent it.</summary>
    private void Deliver(Pipe pipe, PeerConnection connection, ReadOnlySpan<byte> body)
    {
        var builder = new MessageBuilder(Runtime.Pool) { Peer = connection.Peer, Prefix = pipe.RoutingId };
        builder.Append(body);
        builder.EndFrame();
        var message = builder.Complete();
        builder.Release();
        FairQueue.Deliver(pipe.Inbox, new ReadOnlySpan<ZmqMessage>(in message));
    }
}
