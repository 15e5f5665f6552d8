using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop.Security;

/// <summary>
/// Servers of libzmq ask our ZAP handler. libzmq asks inside its context only, so a REP there passes the questions on to us and the answers back.
/// </summary>
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
        Assert.Equal(["inner 127.0.0.1", "inner 127.0.0.1"], judge.Asked.Select(static request => $"{request.Domain} {request.Address}"));
        Assert.All(judge.Asked, request => Assert.Equal(mechanism, request.Mechanism));
        Assert.All(judge.Asked, request => Assert.Equal(mechanism == ZmqMechanism.Plain ? "client" : null, request.Username));
        var key = mechanism == ZmqMechanism.Curve ? SecuritySettings.ClientKeys.PublicKey : null;
        Assert.All(judge.Asked, request => Assert.Equal(key, request.PublicKey));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Status_of_our_answer_is_the_one_that_their_monitor_tells(int status)
    {
        var judge = await StartAsync();
        judge.Status = (ZmqAuthenticationStatus)status;
        var rep = Theirs.Open(LibZmqSocketType.Rep, static handle => handle.Set(LibZmqOption.PlainServer, 1));
        var events = await rep.MonitorAsync();
        await using var req = Ours.CreateSocket<IReqSocket>(Client(ZmqMechanism.Plain));
        req.Connect(await rep.BindAsync("tcp://127.0.0.1:0"));
        (LibZmqEventKind Kind, int Value, string Address)? seen;
        do
            seen = await events.NextAsync();
        while (seen?.Kind != LibZmqEventKind.HandshakeFailedAuth);

        Assert.Equal(status, seen.Value.Value);
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

        internal ZmqAuthenticationStatus Status { get; set; } = ZmqAuthenticationStatus.Denied;

        /// <summary>Without a user id: a REQ of libzmq 4.3.4 takes the one it gets for a reply that breaks the protocol.</summary>
        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request);
            return new(Takes ? ZmqAuthenticationResult.Success(new System.Security.Claims.ClaimsPrincipal()) : ZmqAuthenticationResult.Fail(Status, "no"));
        }
    }
}
