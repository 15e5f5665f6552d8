using Microsoft.Extensions.Options;
using Monocoque.Shared;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>Keys and lists change while the socket lives; connections that are there stay.</summary>
public sealed class KeyRotationTests : SecuritySocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSecurityOptions.PreviousSecretKey))]
    public async Task Server_changes_its_key_and_still_takes_clients_that_know_the_old_one()
    {
        var rep = Create<IRepSocket>(CurveServer);
        var early = Create<IReqSocket>(CurveClient);
        var address = await JoinAsync(rep, early);
        var next = ZmqCurve.GenerateKeyPair();

        rep.ChangeOptions(options =>
        {
            options.Security.PreviousSecretKey = options.Security.SecretKey;
            options.Security.SecretKey = next.SecretKey;
        });
        await Create<IReqSocket>(CurveClient).ConnectAsync(address, Token);
        await Create<IReqSocket>(CurveClient(ClientKeys, next.PublicKey)).ConnectAsync(address, Token);

        rep.ChangeOptions(static options => options.Security.PreviousSecretKey = null);
        var late = Create<IReqSocket>(options =>
        {
            CurveClient(options);
            options.ReconnectInterval = Timeout.InfiniteTimeSpan;
        });
        await ThrowsAsync(ZmqError.HostUnreachable, () => late.ConnectAsync(address, Token).AsTask());
        await SendAsync(early, "still here");
        Assert.Equal("still here", await ReceiveAsync(rep));
    }

    [Fact]
    public async Task Client_that_is_taken_off_the_list_stays_out_when_it_comes_again()
    {
        var rep = Create<IRepSocket>(PlainServer);
        var address = await JoinAsync(rep, Create<IReqSocket>(PlainClient()));
        rep.ChangeOptions(static options =>
        {
            options.Security.Users.Clear();
            options.Security.Users["other"] = "word";
        });
        await ThrowsAsync(ZmqError.Refused, () => Create<IReqSocket>(PlainClient()).ConnectAsync(address, Token).AsTask());
        await Create<IReqSocket>(PlainClient("word", "other")).ConnectAsync(address, Token);
    }

    [Fact]
    public async Task Client_connects_again_with_its_new_password()
    {
        var rep = Create<IRepSocket>(PlainServer);
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var req = Create<IReqSocket>(PlainClient("wrong"));
        await ThrowsAsync(ZmqError.Refused, () => req.ConnectAsync(address, Token).AsTask());
        req.ChangeOptions(PlainClient());
        await req.ConnectAsync(address, Token);
    }

    [Fact]
    public void Change_that_leaves_nobody_to_ask_is_refused_and_changes_nothing()
    {
        var rep = Create<IRepSocket>(PlainServer);
        Assert.Throws<OptionsValidationException>(() => rep.ChangeOptions(static options => options.Security.Users.Clear()));
        Assert.Single(Core(rep).Options.Security.Users);
    }

    [Fact]
    public async Task Messages_that_wait_leave_over_the_next_connection_with_its_keys()
    {
        var push = Create<IPushSocket>(CurveClient);
        var pull = Create<IPullSocket>(CurveServer);
        var address = await JoinAsync(pull, push);
        await pull.DisposeAsync();
        await Until(() => Core(push).PeerCount == 0);
        for (var i = 0; i < 10; i++)
            await SendAsync(push, $"{i}");
        var again = Create<IPullSocket>(CurveServer);
        await again.BindAsync(address, Token);
        for (var i = 0; i < 10; i++)
            Assert.Equal($"{i}", await ReceiveAsync(again));
    }
}
