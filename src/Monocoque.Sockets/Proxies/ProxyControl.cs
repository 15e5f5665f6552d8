using System.Buffers.Binary;
using Monocoque.Patterns;

namespace Monocoque.Proxies;

/// <summary>The commands of <c>zmq_proxy_steerable</c>, as they come from a socket.</summary>
internal sealed class ProxyControl(ZmqProxy proxy, IZmqReceiver socket)
{
    /// <summary>A SUB can send too, but only subscriptions.</summary>
    private readonly IZmqSender? _answers = socket.Type is ZmqSocketType.Rep or ZmqSocketType.Pair ? socket as IZmqSender : null;

    /// <summary>Obeys until <paramref name="end"/> fires or the socket is closed, which throws.</summary>
    internal async Task RunAsync(CancellationToken end)
    {
        while (true)
        {
            using var command = await socket.ReceiveAsync(end).ConfigureAwait(false);
            var ends = TryObey(command, out var answer) && IsEnd(command);
            // A controller that does not take its answers must not keep others from steering.
            if (answer.Count > 0 && !_answers!.TrySend(answer))
                answer.Dispose();
            if (ends)
                proxy.Terminate();
        }
    }

    /// <summary>Does what the command says, ending apart: that comes after the answer.</summary>
    private bool TryObey(in ZmqMessage command, out ZmqMessage answer)
    {
        answer = socket.Type is ZmqSocketType.Rep ? ZmqMessage.Copy([]) : default;
        if (Is(command, "PAUSE"u8))
            proxy.Pause();
        else if (Is(command, "RESUME"u8))
            proxy.Resume();
        else if (Is(command, "STATISTICS"u8))
            answer = _answers is null ? default : Describe(proxy.GetStatistics());
        else if (!IsEnd(command))
            return Refuse(command, ref answer);
        return true;
    }

    private static bool IsEnd(in ZmqMessage command) => Is(command, "TERMINATE"u8) || Is(command, "KILL"u8);

    private static bool Is(in ZmqMessage command, ReadOnlySpan<byte> name) => command.Count == 1 && command.First.Span.SequenceEqual(name);

    private bool Refuse(in ZmqMessage command, ref ZmqMessage answer)
    {
        (socket as SocketBase)?.Runtime.Log.UnknownProxyCommand(socket.Name, command.Count, command.Length);
        if (socket.Type is ZmqSocketType.Rep)
            answer = ZmqMessage.Text("Unknown command. Send PAUSE, RESUME, STATISTICS, TERMINATE or KILL as one frame.");
        return false;
    }

    private static ZmqMessage Describe(in ZmqProxyStatistics statistics) => ZmqMessage.Write(statistics, static (writer, statistics) =>
    {
        foreach (var side in (ReadOnlySpan<ZmqProxyTraffic>)[statistics.Frontend, statistics.Backend])
        {
            Write(writer, side.ReceivedMessages);
            Write(writer, side.ReceivedOctets);
            Write(writer, side.SentMessages);
            Write(writer, side.SentOctets);
        }
    });

    private static void Write(ZmqMessageWriter writer, long value)
    {
        // libzmq sends the memory of a uint64_t.
        var span = writer.GetSpan(sizeof(long));
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.WriteInt64LittleEndian(span, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(span, value);
        writer.Advance(sizeof(long));
        writer.EndFrame();
    }
}
