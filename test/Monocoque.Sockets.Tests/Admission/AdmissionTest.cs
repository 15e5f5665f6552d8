using System.Net.Sockets;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Admission;

/// <summary>Who comes to a socket and is closed without a word, and who is served.</summary>
public abstract class AdmissionTest : SocketTest
{
    /// <summary>Nothing is said, and the connection is closed, which may be as soon as it is made.</summary>
    private protected async Task AssertClosedAsync(ZmqAddress address, string? from = null)
    {
        try
        {
            using var stranger = await RawPeer.ConnectAsync(address, Token, from);
            Assert.Equal(0, await stranger.ReadToEndAsync());
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Before it was known here that it is made.
        }
    }

    private protected async Task AssertServesAsync(IRepSocket rep, ZmqAddress address, string from)
    {
        using var peer = await RawPeer.ConnectAsync(address, Token, from);
        await peer.ShakeHandsAsync("REQ");
        await AssertServesAsync(rep, peer);
    }
}
