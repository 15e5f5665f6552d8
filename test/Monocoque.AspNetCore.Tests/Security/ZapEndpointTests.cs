using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Security;

/// <summary>A ZAP handler among the endpoints of an application.</summary>
public sealed class ZapEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Authenticator_of_the_services_answers_and_is_not_warned_of()
    {
        await using var app = await WebApp.StartAsync(
            static app => app.MapZmqZapHandler("tcp://127.0.0.1:0"), static builder => builder.Services.AddZmq().AddAuthenticator<Doorkeeper>());
        await using var req = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRouterSocket>());

        Assert.Equal(["1.0", "1", "200", "OK", "alice", ""], await AskAsync(req, "1.0", "1", "", "127.0.0.1", "", "PLAIN", "alice", "word"));
        Assert.Equal(["1.0", "2", "400", "not on the list", "", ""], await AskAsync(req, "1.0", "2", "", "127.0.0.1", "", "PLAIN", "bob", "word"));
        Assert.Equal(["1.0", "3", "400", "the mechanism GSSAPI is not known here", "", ""], await AskAsync(req, "1.0", "3", "", "", "", "GSSAPI", "x"));
        Assert.Equal("500", (await AskAsync(req, "2.0", "4", "", "", "", "NULL"))[2]);
        Assert.DoesNotContain(app.Log.Entries, static entry => entry.Id == 3103);
    }

    [Fact]
    public async Task Sockets_of_the_application_ask_it_where_libzmq_would()
    {
        await using var app = await WebApp.StartAsync(
            static app => app.MapZmqZapHandler("inproc://zeromq.zap.01", new Doorkeeper()),
            static builder => builder.Services.AddZmq().AddSocket<IPullSocket>("here", static options =>
            {
                options.Bind.Add("tcp://127.0.0.1:0");
                (options.Security.Mechanism, options.Security.AsServer) = (ZmqMechanism.Plain, true);
                options.Security.ZapEndpoint = "inproc://zeromq.zap.01";
            }));
        await using var alice = await ZmqSocket.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>("here").Address(), Client("alice"), Token).Within();
        await alice.SendAsync("hello", Token);
        using var message = await app.Socket<IPullSocket>("here").ReceiveAsync(Token).Within();

        Assert.Equal("alice", message.Peer!.UserId);
        Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(
            () => ZmqSocket.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>("here").Address(), Client("bob"), Token).Within())).Error);
    }

    [Fact]
    public async Task Without_an_authenticator_it_cannot_be_mapped() => Assert.Contains(
        "The ZAP handler 'inproc://zeromq.zap.01' has nobody to ask. Register an authenticator by AddZmq().AddAuthenticator<T>()",
        await WebApp.FailStartAsync(static app => app.MapZmqZapHandler("inproc://zeromq.zap.01")), StringComparison.Ordinal);

    private static Action<ZmqSocketOptions> Client(string user) => options =>
    {
        options.Security.Mechanism = ZmqMechanism.Plain;
        (options.Security.Username, options.Security.Password) = (user, "word");
    };

    private static async Task<string[]> AskAsync(IReqSocket req, params string[] frames)
    {
        await req.SendAsync(ZmqMessage.Text(frames), Token).Within();
        return await req.ReceiveTextAsync();
    }

    private sealed class Doorkeeper : IZmqAuthenticator
    {
        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) => new(
            request is { Username: "alice", Password: "word" }
                ? ZmqAuthenticationResult.Success(request, "alice")
                : ZmqAuthenticationResult.Deny("not on the list"));
    }
}
