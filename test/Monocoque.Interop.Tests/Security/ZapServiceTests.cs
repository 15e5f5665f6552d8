using System.Text;
using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop.Security;

/// <summary>Servers of libzmq ask our ZAP handler. libzmq asks inside its context only, so a REP there passes the questions on to us and the answers back.</summary>
public sealed class ZapServiceTests : InteropTest
{
    public static TheoryData<ZmqMechanism> Mechanisms => [ZmqMechanism.Null, ZmqMechanism.Plain, ZmqMechanism.Curve];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Server_of_libzmq_takes_whom_our_authenticator_takes_and_no_other(ZmqMechanism mechanism)
    {
        var judge = await StartAsync();
        var rep = Theirs.Open(LibZmqSocketType.Rep, handle =>
        {
            handle.Set(LibZmqOption.ZapDomain, Frames.Text("inner"));
            if (mechanism == ZmqMechanism.Plain)
                handle.Set(LibZmqOption.PlainServer, 1);
            if (mechanism != ZmqMechanism.Curve)
                return;
            handle.Set(LibZmqOption.CurveServer, 1);
            handle.Set(LibZmqOption.CurveSecretKey, Z85.Decode(SecuritySettings.ServerKeys.SecretKey));
        });
        var address = await rep.BindAsync("tcp://127.0.0.1:0");
        judge.Takes = true;
        await using var right = Ours.CreateSocket<IReqSocket>(Client(mechanism));
        await right.ConnectAsync(address, Deadline);
        await right.SendAsync("hello", Deadline);
        Frames.AssertEqual(Frames.Texts("hello"), await rep.ReceiveAsync());
        await rep.SendAsync(Frames.Text("welcome"));
        using var answer = await right.ReceiveAsync(Deadline);
        Assert.Equal("welcome", answer.GetString(0));

        judge.Takes = false;
        await using var wrong = Ours.CreateSocket<IReqSocket>(Client(mechanism));
        var refused = await Assert.ThrowsAsync<ZmqException>(async () => await wrong.ConnectAsync(address, Deadline));
        Assert.Equal(ZmqError.Refused, refused.Error);
        Assert.Equal(["inner 127.0.0.1 ", "inner 127.0.0.1 "], judge.Asked.Select(static request => $"{request.Domain} {request.Address} {request.Username?[6..]}"));
        Assert.All(judge.Asked, request => Assert.Equal(mechanism, request.Mechanism));
        Assert.All(judge.Asked, request => Assert.Equal(mechanism == ZmqMechanism.Curve ? SecuritySettings.ClientKeys.PublicKey : null, request.PublicKey));
    }

    [Fact]
    public async Task Temporary_refusal_has_their_client_come_again()
    {
        var judge = await StartAsync();
        judge.NotYet = 2;
        judge.Takes = true;
        var rep = Theirs.Open(LibZmqSocketType.Rep, static handle => handle.Set(LibZmqOption.PlainServer, 1));
        var req = Theirs.Open(LibZmqSocketType.Req, static handle =>
        {
            handle.Set(LibZmqOption.PlainUsername, Encoding.UTF8.GetBytes("client"));
            handle.Set(LibZmqOption.PlainPassword, Encoding.UTF8.GetBytes("word"));
        });
        await req.ConnectAsync(await rep.BindAsync("tcp://127.0.0.1:0"));
        await req.SendAsync(Frames.Text("hello"));
        Frames.AssertEqual(Frames.Texts("hello"), await rep.ReceiveAsync());
        Assert.Equal(3, judge.Asked.Count);
    }

    private static Action<ZmqSocketOptions> Client(ZmqMechanism mechanism) => options =>
    {
        options.Security.Mechanism = mechanism;
        if (mechanism == ZmqMechanism.Plain)
            (options.Security.Username, options.Security.Password) = ("client", "word");
        else if (mechanism == ZmqMechanism.Curve)
            (options.Security.SecretKey, options.Security.ServerKey) = (SecuritySettings.ClientKeys.SecretKey, SecuritySettings.ServerKeys.PublicKey);
    };

    private async Task<Judge> StartAsync()
    {
        var judge = new Judge();
        var router = Ours.CreateSocket<IRouterSocket>();
        var address = await router.BindAsync("tcp://127.0.0.1:0", Deadline);
        _ = new ZmqZapHandler(router, judge).RunAsync(Deadline);
        await LibZmqZapRelay.StartAsync(Theirs, $"{address}");
        return judge;
    }

    private sealed class Judge : IZmqAuthenticator
    {
        internal List<ZmqAuthenticationRequest> Asked { get; } = [];

        internal bool Takes { get; set; }

        internal int NotYet { get; set; }

        /// <summary>Without a user id: a REQ of libzmq 4.3.4 takes the one it gets for a reply that breaks the protocol.</summary>
        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request);
            if (NotYet-- > 0)
                return new(ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, "not yet"));
            return new(Takes ? ZmqAuthenticationResult.Success(new System.Security.Claims.ClaimsPrincipal()) : ZmqAuthenticationResult.Deny("no"));
        }
    }
}
