using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>Authenticators that fail, hang or are slow.</summary>
public sealed class AuthenticatorTests : SecuritySocketTest
{
    [Fact]
    public async Task Authenticator_that_fails_refuses_and_harms_nobody_else()
    {
        var isBroken = true;
        var judge = new Judge(request => isBroken ? throw new InvalidOperationException("the database is away") : ZmqAuthenticationResult.Success(request, "user"));
        var rep = Create<IRepSocket>(AskedBy(judge));
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        await ThrowsAsync(ZmqError.Refused, () => Create<IReqSocket>(PlainClient()).ConnectAsync(address, Token).AsTask());
        Assert.Contains(Log.Entries, static entry => entry.Text.Contains("the authenticator failed", StringComparison.Ordinal));
        isBroken = false;
        await Create<IReqSocket>(PlainClient()).ConnectAsync(address, Token);
    }

    [Fact]
    public async Task Temporary_refusal_lets_the_client_try_again()
    {
        var asked = 0;
        var judge = new Judge(request => Interlocked.Increment(ref asked) < 3
            ? ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, "not yet")
            : ZmqAuthenticationResult.Success(request, "user"));
        var rep = Create<IRepSocket>(AskedBy(judge));
        await using var events = new EventRecorder(rep, Token);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        await Create<IReqSocket>(PlainClient()).ConnectAsync(address, Token);
        Assert.Equal(3, asked);
        Assert.Equal(300, (await events.WaitForAsync(ZmqEventKind.AuthenticationFailed)).StatusCode);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    public async Task Authenticator_learns_at_once_that_the_peer_has_gone_and_its_answer_changes_nothing(string transport)
    {
        RuntimeOptions.TimeProvider = new TestClock();
        var gone = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        var isFirst = true;
        var judge = new Judge(async (request, token) =>
        {
            if (isFirst)
            {
                isFirst = false;
                await using var registration = token.Register(gone.SetResult);
                await answer.Task;
            }
            return ZmqAuthenticationResult.Success(request, "user");
        });
        var rep = Create<IRepSocket>(AskedBy(judge));
        var address = await rep.BindAsync(FreeAddress(transport), Token);
        using (var peer = await DialAsync(address))
        {
            await peer.SendAsync(Plain.Greeting);
            await peer.SendAsync(Plain.Hello);
            await Until(() => !judge.Requests.IsEmpty);
        }
        await gone.Task.WaitAsync(Token);
        await Until(() => CountersOf(rep).HandshakesFailed == 1);
        answer.SetResult();
        await Create<IReqSocket>(PlainClient()).ConnectAsync($"{address}", Token);
        Assert.Equal(1, Core(rep).PeerCount);
    }

    [Fact]
    public async Task Authenticator_that_never_answers_is_ended_by_the_handshake_timeout()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        var gone = new TaskCompletionSource();
        var judge = new Judge(async (_, cancellationToken) =>
        {
            cancellationToken.Register(gone.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return default;
        });
        var rep = Create<IRepSocket>(AskedBy(judge));
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address);
        await peer.SendAsync(Plain.Greeting);
        await peer.SendAsync(Plain.Hello);
        await Until(() => !judge.Requests.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(31));
        await gone.Task.WaitAsync(Token);
        await peer.ReadToEndAsync();
        await Until(() => CountersOf(rep).HandshakesFailed == 1);
    }

    [Fact]
    public async Task Authenticator_never_runs_on_the_thread_that_reads_and_holds_up_nobody()
    {
        var entered = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        var judge = new Judge(request =>
        {
            Assert.True(Thread.CurrentThread.IsThreadPoolThread);
            if (request.Username == "slow")
            {
                entered.TrySetResult();
                release.Wait(Token);
            }
            return ZmqAuthenticationResult.Success(request, request.Username!);
        });
        var rep = Create<IRepSocket>(AskedBy(judge));
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var slow = Create<IReqSocket>(PlainClient(user: "slow")).ConnectAsync(address, Token);
        await entered.Task.WaitAsync(Token);
        await Create<IReqSocket>(PlainClient(user: "fast")).ConnectAsync(address, Token);
        release.Set();
        await slow;
    }

    private static class Plain
    {
        internal static byte[] Greeting
        {
            get
            {
                var greeting = RawPeer.Greeting;
                greeting.AsSpan(12, 20).Clear();
                "PLAIN"u8.CopyTo(greeting.AsSpan(12));
                return greeting;
            }
        }

        internal static byte[] Hello => [4, 8, .. "\u0005HELLO"u8, 0, 0];
    }
}
