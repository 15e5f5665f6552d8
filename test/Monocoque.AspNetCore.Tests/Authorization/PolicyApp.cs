using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Authorization;

/// <summary>
/// An application with one socket, "here", that knows alice and bob by PLAIN, by CURVE, or over NULL by the property X-Who, and with a policy
/// "alice" that lets only her in.
/// </summary>
internal sealed class PolicyApp(WebApp app) : IAsyncDisposable
{
    internal const string Policy = "alice";

    private static readonly CurveKeyPair s_server = ZmqCurve.GenerateKeyPair();
    private static readonly Dictionary<string, CurveKeyPair> s_keys = new(StringComparer.Ordinal)
    {
        ["alice"] = ZmqCurve.GenerateKeyPair(),
        ["bob"] = ZmqCurve.GenerateKeyPair(),
    };

    internal static TheoryData<ZmqMechanism> Mechanisms => [ZmqMechanism.Null, ZmqMechanism.Plain, ZmqMechanism.Curve];

    internal WebApp App => app;

    internal RecordingLogger Log => app.Log;

    internal IZmqSocket Here { get; } =
        app.Services.GetRequiredService<ZmqRuntime>().Sockets.Single(static socket => socket.Name == "here");

    internal string Address => Here.BoundAddresses[0].ToString();

    internal static CurveKeyPair ServerKeys => s_server;

    internal static CurveKeyPair Keys(string user) => s_keys[user];

    internal static async Task<PolicyApp> StartAsync<TSocket>(
        Action<WebApplication> map, ZmqMechanism mechanism = ZmqMechanism.Plain, Action<AuthorizationOptions>? policies = null,
        Action<WebApplicationBuilder>? build = null, Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket =>
        new(await WebApp.StartAsync(map, builder =>
        {
            builder.Services.AddAuthorization(options =>
            {
                options.AddPolicy(Policy, static policy => policy.RequireUserName("alice"));
                policies?.Invoke(options);
            });
            builder.Services.AddZmq().AddSocket<TSocket>("here", options =>
            {
                options.Bind.Add("tcp://127.0.0.1:0");
                Server(mechanism)(options);
                configure?.Invoke(options);
            });
            build?.Invoke(builder);
        }));

    internal static Action<ZmqSocketOptions> Server(ZmqMechanism mechanism) => options =>
    {
        var security = options.Security;
        security.Mechanism = mechanism;
        security.AsServer = mechanism != ZmqMechanism.Null;
        if (mechanism == ZmqMechanism.Null)
        {
            security.ZapDomain = "global";
            security.Authenticator = new ByProperty();
        }
        foreach (var (user, keys) in s_keys)
        {
            if (mechanism == ZmqMechanism.Plain)
                security.Users[user] = "word";
            else if (mechanism == ZmqMechanism.Curve)
                security.ClientKeys[user] = keys.PublicKey;
        }
        if (mechanism == ZmqMechanism.Curve)
            security.SecretKey = s_server.SecretKey;
    };

    internal static Action<ZmqSocketOptions> Client(string user, ZmqMechanism mechanism = ZmqMechanism.Plain) => options =>
    {
        options.Security.Mechanism = mechanism;
        if (mechanism == ZmqMechanism.Null)
            options.Metadata["X-Who"] = user;
        else if (mechanism == ZmqMechanism.Plain)
            (options.Security.Username, options.Security.Password) = (user, "word");
        else
            (options.Security.SecretKey, options.Security.ServerKey) = (s_keys[user].SecretKey, s_server.PublicKey);
    };

    internal TSocket Socket<TSocket>()
        where TSocket : class, IZmqSocket => app.Socket<TSocket>("here");

    internal Task<TPeer> ConnectAsync<TPeer>(string user, ZmqMechanism mechanism = ZmqMechanism.Plain, Action<ZmqSocketOptions>? configure = null)
        where TPeer : class, IZmqSocket =>
        ZmqSocket.ConnectAsync<TPeer>(
            Address,
            options =>
            {
                Client(user, mechanism)(options);
                configure?.Invoke(options);
            },
            TestContext.Current.CancellationToken).Within();

    internal async Task AssertRefusedAsync<TPeer>(string user, ZmqMechanism mechanism = ZmqMechanism.Plain)
        where TPeer : class, IZmqSocket =>
        Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(() => ConnectAsync<TPeer>(user, mechanism))).Error);

    /// <summary>What was refused or failed with this id, each entry in its words.</summary>
    internal IReadOnlyList<string> Logged(int id) => [.. Log.Entries.Where(entry => entry.Id == id).Select(static entry => entry.Text)];

    /// <summary>The one entry with this id, once it is there: a peer may know that it is refused before we have said so.</summary>
    internal async Task<string> LoggedOnceAsync(int id)
    {
        await Deadline.UntilAsync(() => Task.FromResult(Logged(id).Count > 0));
        return Assert.Single(Logged(id));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private sealed class ByProperty : IZmqAuthenticator
    {
        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) => new(
            request.Metadata.TryGetValue("X-Who", out var who)
                ? ZmqAuthenticationResult.Success(request, System.Text.Encoding.UTF8.GetString(who.Span))
                : ZmqAuthenticationResult.Deny("nobody"));
    }
}
