using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Observability;
using Monocoque.AspNetCore.Tests.Sniffing;
using Monocoque.AspNetCore.Tests.Web;
using Monocoque.Shared;

namespace Monocoque.AspNetCore.Tests.Admission;

/// <summary>The filters of ipc peers where the web server accepts the connections, at an endpoint that is a file.</summary>
public sealed class IpcFilterTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("zmq-");

    public IpcFilterTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who connects.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(_directory.FullName, "web.sock");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("one", true, false)]
    [InlineData("one", true, true)]
    [InlineData("one", false, false)]
    [InlineData("one", false, true)]
    [InlineData(null, false, false)]
    [InlineData(null, false, true)]
    public async Task Who_is_not_listed_is_closed_without_a_word_and_counted(string? name, bool isExclusive, bool ioUring)
    {
        await using var app = await StartAsync(listen => listen.UseZmtp(name, isExclusive), ProcessIdentity.User + 1, ioUring);
        using var meters = new AppMeters(app.Services);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path), Token).AsTask().Within();
        await using var stranger = new NetworkStream(socket, ownsSocket: true);
        // What shares a port waits for the first octet.
        if (!isExclusive)
            await stranger.SendAsync(Wire.Greeting);

        Assert.Equal("", await stranger.ReadToEndAsync());
        Assert.Equal(1, meters.Read("zmq.connections.refused", ("error.type", "ipc_filter")));
        Assert.Empty(app.Socket<IRouterSocket>("one").GetPeers());
    }

    [Theory]
    [InlineData("one", false)]
    [InlineData("one", true)]
    [InlineData(null, false)]
    [InlineData(null, true)]
    public async Task Who_is_listed_is_let_in(string? name, bool ioUring)
    {
        await using var app = await StartAsync(listen => listen.UseZmtp(name), ProcessIdentity.User, ioUring);
        await using var dealer = await ZmqSocket.ConnectAsync<IDealerSocket>($"ipc://{Path}", cancellationToken: Token).Within();

        Assert.Equal(["one"], await dealer.AskAsync("hello"));
    }

    [Fact]
    public async Task Socket_that_does_not_list_a_peer_is_in_nobodys_way_on_an_endpoint_of_several()
    {
        await using var app = await StartAsync(
            static listen => listen.UseZmtp(), ProcessIdentity.User + 1, map: static app => app.MapZmqRouter("two", static () => "two"));
        await using var dealer = await ZmqSocket.ConnectAsync<IDealerSocket>($"ipc://{Path}", cancellationToken: Token).Within();

        Assert.Equal(["two"], await dealer.AskAsync("hello"));
        Assert.Empty(app.Socket<IRouterSocket>("one").GetPeers());
    }

    private Task<WebApp> StartAsync(Action<ListenOptions> listen, uint user, bool ioUring = false, Action<WebApplication>? map = null) =>
        WebApp.StartAsync(
            app =>
            {
                app.MapZmqRouter("one", static () => "one");
                map?.Invoke(app);
            },
            builder =>
            {
                builder.Services.AddZmq().AddSocket<IRouterSocket>("one", options => options.IpcFilterUids.Add(user)).AddSocket<IRouterSocket>("two");
                builder.UseIoUringIf(ioUring);
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Path, listen));
            });
}
