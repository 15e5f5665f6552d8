using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Hostile;

/// <summary>Peers that talk nonsense, and one that does not.</summary>
public abstract class HostileTest : ConformanceTest
{
    private protected const int Strangers = 200;
    private const int Fronts = 4;

    protected static void Limits(ZmqSocketOptions options) =>
        (options.MaxMessageSize, options.HandshakeTimeout) = (Nonsense.MaxMessageSize, TimeSpan.FromSeconds(2));

    /// <summary>Says nonsense to whoever listens at the address, over one connection after the other, until it is shown out of each.</summary>
    private protected Task TalkAsync(string address, Func<Random, byte[]> make) =>
        Task.WhenAll(Enumerable.Range(0, Fronts).Select(front => TalkAsync(address, make, new Random(front))));

    /// <summary>Lets a socket connect to those who say nonsense, one after the other, until it has hung up on each.</summary>
    private protected async Task MisleadAsync(ITestSocket socket, Func<Random, byte[]> make)
    {
        var random = new Random(7);
        for (var i = 0; i < Strangers / Fronts; i++)
        {
            using var listener = new RawListener();
            await socket.ConnectAsync(listener.Address);
            using var peer = await listener.AcceptAsync(Deadline);
            await SayAsync(peer, make(random));
            await socket.DisconnectAsync(listener.Address);
        }
    }

    /// <summary>Both talk, whatever strangers have left in the queue of the first.</summary>
    private protected async Task StillTalkAsync(ITestSocket server, ITestSocket client)
    {
        await client.SendTextAsync("still here");
        while (await server.ReceiveTextAsync() != "still here")
        {
        }
        await Until(() => server is not OurSocket ours || ours.Native.GetPeers().Count == 1);
        await server.SendTextAsync("so am I");
        await client.ExpectAsync("so am I");
    }

    private protected static async Task SayAsync(RawPeer peer, byte[] octets)
    {
        try
        {
            await peer.SendAsync(octets);
            await peer.ReadToEndAsync();
        }
        catch (IOException)
        {
            // Shown out before all was said.
        }
    }

    private async Task TalkAsync(string address, Func<Random, byte[]> make, Random random)
    {
        for (var i = 0; i < Strangers / Fronts; i++)
        {
            using var stranger = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
            await SayAsync(stranger, make(random));
        }
    }
}
