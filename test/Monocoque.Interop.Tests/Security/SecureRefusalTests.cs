using System.Text;
using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop.Security;

/// <summary>Who may not come in, and what both libraries make of that.</summary>
public sealed class SecureRefusalTests : SecureTest
{
    [Theory]
    [InlineData(Security.PlainWeServe)]
    [InlineData(Security.CurveWeServe)]
    public async Task Libzmq_client_that_we_refuse_is_told_and_does_not_come_again(Security security)
    {
        var rep = OpenOurs<IRepSocket>(security, static options =>
        {
            options.Security.Users.Clear();
            options.Security.ClientKeys.Clear();
            options.Security.Authenticator = new Refuses(ZmqAuthenticationStatus.Denied);
        });
        await using var events = new OurEvents(rep, Deadline);
        var req = await OpenTheirsAsync(security, LibZmqSocketType.Req);
        var theirEvents = await req.MonitorAsync();
        await req.ConnectAsync($"{await rep.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        Assert.Equal(400, (await events.WaitForAsync(ZmqEventKind.AuthenticationFailed)).StatusCode);
        await theirEvents.WaitForAsync(LibZmqEventKind.HandshakeFailedAuth | LibZmqEventKind.HandshakeFailedProtocol);
        Assert.Null(await theirEvents.TryWaitForAsync(LibZmqEventKind.Connected, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(Security.PlainWeServe)]
    [InlineData(Security.CurveWeServe)]
    public async Task Libzmq_client_that_we_refuse_for_now_comes_again(Security security)
    {
        var judge = new Refuses(ZmqAuthenticationStatus.TemporaryFailure) { Times = 2 };
        var rep = OpenOurs<IRepSocket>(security, options =>
        {
            options.Security.Users.Clear();
            options.Security.ClientKeys.Clear();
            options.Security.Authenticator = judge;
        });
        var req = await OpenTheirsAsync(security, LibZmqSocketType.Req);
        await req.ConnectAsync($"{await rep.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        await req.SendAsync(Frames.Text("hello"));
        Frames.AssertEqual(Frames.Texts("hello"), await rep.ReceiveFramesAsync(Deadline));
        Assert.Equal(3, judge.Asked);
    }

    [Theory]
    [InlineData(Security.PlainTheyServe)]
    [InlineData(Security.CurveTheyServe)]
    public async Task Libzmq_server_that_refuses_us_ends_our_attempts(Security security)
    {
        var rep = await OpenTheirsAsync(security, LibZmqSocketType.Rep);
        var req = OpenOurs<IReqSocket>(security, static options =>
        {
            if (options.Security.Password is not null)
                options.Security.Password = "wrong";
            else
                options.Security.SecretKey = ZmqCurve.GenerateKeyPair().SecretKey;
        });
        await using var events = new OurEvents(req, Deadline);
        var error = await Assert.ThrowsAsync<ZmqException>(async () => await req.ConnectAsync(await rep.BindAsync("tcp://127.0.0.1:0"), Deadline));
        Assert.Equal(ZmqError.Refused, error.Error);
        Assert.Equal(400, (await events.WaitForAsync(ZmqEventKind.AuthenticationFailed)).StatusCode);
    }

    [Fact]
    public async Task Libzmq_client_with_another_server_key_learns_nothing()
    {
        var rep = OpenOurs<IRepSocket>(Security.CurveWeServe, static options => options.Security.SecretKey = ZmqCurve.GenerateKeyPair().SecretKey);
        await using var events = new OurEvents(rep, Deadline);
        var req = await OpenTheirsAsync(Security.CurveWeServe, LibZmqSocketType.Req);
        await req.ConnectAsync($"{await rep.BindAsync("tcp://127.0.0.1:0", Deadline)}");
        Assert.Equal(ZmqProtocolError.Cryptographic, (await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).ProtocolError);
    }

    [Fact]
    public async Task Libzmq_server_with_another_key_is_not_believed()
    {
        var rep = await OpenTheirsAsync(Security.CurveTheyServe, LibZmqSocketType.Rep);
        var req = OpenOurs<IReqSocket>(Security.CurveTheyServe, static options => options.Security.ServerKey = ZmqCurve.GenerateKeyPair().PublicKey);
        await using var events = new OurEvents(req, Deadline);
        req.Connect(await rep.BindAsync("tcp://127.0.0.1:0"));
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
    }

    [Theory]
    [InlineData(Security.PlainWeServe)]
    [InlineData(Security.CurveWeServe)]
    public async Task Libzmq_client_without_a_mechanism_is_refused_and_the_next_is_served(Security security)
    {
        var rep = OpenOurs<IRepSocket>(security);
        await using var events = new OurEvents(rep, Deadline);
        var address = $"{await rep.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        await Theirs.Open(LibZmqSocketType.Req).ConnectAsync(address);
        var failure = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Equal(ZmqProtocolError.MechanismMismatch, failure.ProtocolError);
        var req = await OpenTheirsAsync(security, LibZmqSocketType.Req);
        await req.ConnectAsync(address);
        await req.SendAsync(Frames.Text("hello"));
        Frames.AssertEqual(Frames.Texts("hello"), await rep.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Zap_handler_on_libzmq_judges_our_peers()
    {
        var handler = await LibZmqZapHandler.StartAsync(
            Theirs, static request => LibZmqZapHandler.Check(request, SecuritySettings.User, SecuritySettings.Password), "tcp://127.0.0.1:0");
        var rep = OpenOurs<IRepSocket>(Security.PlainWeServe, options =>
        {
            options.Security.Users.Clear();
            options.Security.ZapDomain = "inner";
            options.Security.ZapEndpoint = handler.BoundAddress;
        });
        var address = $"{await rep.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var req = OpenOurs<IReqSocket>(Security.PlainTheyServe);
        await req.ConnectAsync(address, Deadline);
        await req.SendFramesAsync(Frames.Texts("hello"), Deadline);
        using var message = await rep.ReceiveAsync(Deadline);
        Assert.Equal("admin", message.Peer!.UserId);
        Assert.Equal("inner", Encoding.UTF8.GetString(handler.Requests.Single()[2]));
        var wrong = OpenOurs<IReqSocket>(Security.PlainTheyServe, static options => options.Security.Password = "wrong");
        Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(async () => await wrong.ConnectAsync(address, Deadline))).Error);
    }

    [Fact]
    public async Task Null_server_of_libzmq_with_a_domain_refuses_us()
    {
        await LibZmqZapHandler.StartAsync(Theirs, static _ => ("400", ""));
        var rep = Theirs.Open(LibZmqSocketType.Rep, static handle => handle.Set(LibZmqOption.ZapDomain, Frames.Text("inner")));
        var req = Ours.CreateSocket<IReqSocket>();
        var error = await Assert.ThrowsAsync<ZmqException>(async () => await req.ConnectAsync(await rep.BindAsync("tcp://127.0.0.1:0"), Deadline));
        Assert.Equal(ZmqError.Refused, error.Error);
    }

    private sealed class Refuses(ZmqAuthenticationStatus status) : IZmqAuthenticator
    {
        private int _asked;

        internal int Times { get; init; } = int.MaxValue;

        internal int Asked => _asked;

        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) => new(
            Interlocked.Increment(ref _asked) > Times ? ZmqAuthenticationResult.Success(request, "user") : ZmqAuthenticationResult.Fail(status, "test"));
    }
}
