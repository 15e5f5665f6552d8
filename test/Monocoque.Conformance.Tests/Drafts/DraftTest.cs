using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Drafts;

/// <summary>What tests of the draft patterns share: only ours has them.</summary>
public abstract class DraftTest : ConformanceTest
{
    /// <summary>Binds the one and connects the others to it, waiting for the handshakes.</summary>
    private protected async Task<string> JoinAsync(Wire wire, IZmqSocket binds, params IZmqSocket[] connect)
    {
        var address = (await binds.BindAsync(FreeAddress(wire), Deadline)).ToString();
        for (var i = 0; i < connect.Length; i++)
        {
            await connect[i].ConnectAsync(address, Deadline);
            await binds.WaitForPeerAsync(i + 1, Deadline);
        }
        return address;
    }

    private protected async Task ExpectAsync(IZmqReceiver socket, params string[] frames)
    {
        using var message = await socket.ReceiveAsync(Deadline);
        Assert.Equal(frames, Enumerable.Range(0, message.Count).Select(message.GetString));
    }

    /// <summary>Receives one frame, and says whose it is.</summary>
    private protected async Task<uint> ExpectFromAsync(IServerSocket socket, string body)
    {
        using var message = await socket.ReceiveAsync(Deadline);
        Assert.Equal((1, body), (message.Count, message.GetString(0)));
        return message.RoutingId;
    }
}
