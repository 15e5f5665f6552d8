using System.Security.Authentication;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary>Messages through <c>tls+tcp</c>, and what happens to connections that are made and lost.</summary>
public sealed class TlsTests : TlsSocketTest
{
    public static TheoryData<string> Mechanisms => ["null", "plain", "curve"];

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Tls))]
    [ProvesOption(nameof(ZmqTlsOptions.Certificate))]
    public async Task Request_and_reply_pass_and_nothing_of_them_is_readable()
    {
        var rep = Create<IRepSocket>(Server);
        var address = await BindTlsAsync(rep);
        using var tap = new Tap(ZmqAddress.Parse(address).Port!.Value, Token);
        var req = Create<IReqSocket>(Client);
        await req.ConnectAsync($"tls+tcp://127.0.0.1:{tap.Port}", Token);
        await SendAsync(req, "the secret question");
        Assert.Equal("the secret question", await ReceiveAsync(rep));
        await SendAsync(rep, "the secret answer");
        Assert.Equal("the secret answer", await ReceiveAsync(req));

        Assert.StartsWith("tls+tcp://127.0.0.1:", address, StringComparison.Ordinal);
        Assert.NotEmpty(tap.Text);
        Assert.DoesNotContain("secret", tap.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("NULL", tap.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Every_mechanism_works_inside(string mechanism)
    {
        var (server, client) = mechanism switch
        {
            "plain" => (PlainServer, PlainClient()),
            "curve" => (CurveServer, CurveClient),
            _ => ((Action<ZmqSocketOptions>)(static _ => { }), (Action<ZmqSocketOptions>)(static _ => { })),
        };
        var router = Create<IRouterSocket>(Both(Server, server));
        var dealer = Create<IDealerSocket>(Both(Client, client));
        await dealer.ConnectAsync(await BindTlsAsync(router), Token);
        for (var i = 0; i < 100; i++)
        {
            await SendAsync(dealer, "a", $"{i}");
            using var message = await router.ReceiveAsync(Token);
            Assert.Equal(mechanism.ToUpperInvariant(), message.Peer!.Mechanism);
            await router.SendAsync(ZmqMessage.Create([message.First, "b"u8.ToArray()]), Token);
            Assert.Equal("b", await ReceiveAsync(dealer));
        }
    }

    [Fact]
    public async Task Large_messages_pass_unharmed_both_ways()
    {
        var body = new byte[10 * 1024 * 1024];
        Random.Shared.NextBytes(body);
        var router = Create<IRouterSocket>(Server);
        var dealer = Create<IDealerSocket>(Client);
        await dealer.ConnectAsync(await BindTlsAsync(router), Token);
        for (var i = 0; i < 3; i++)
        {
            await dealer.SendAsync(ZmqMessage.Copy(body), Token);
            using var asked = await router.ReceiveAsync(Token);
            Assert.True(asked[1].Span.SequenceEqual(body));
            await router.SendAsync(ZmqMessage.Create([asked.First, body]), Token);
            using var answered = await dealer.ReceiveAsync(Token);
            Assert.True(answered[0].Span.SequenceEqual(body));
        }
    }

    [Fact]
    public async Task Many_messages_arrive_in_order_and_share_records()
    {
        const int Count = 100_000;
        var pull = Create<IPullSocket>(Server);
        using var tap = new Tap(ZmqAddress.Parse(await BindTlsAsync(pull)).Port!.Value, Token);
        var push = Create<IPushSocket>(Client);
        await push.ConnectAsync($"tls+tcp://127.0.0.1:{tap.Port}", Token);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
                await SendAsync(push, $"{i}");
        }, Token);
        for (var i = 0; i < Count; i++)
            Assert.Equal($"{i}", await ReceiveAsync(pull));
        await sending;

        // A record of its own for every message would be 29 octets more each.
        Assert.InRange(tap.Octets, 1, Count * 12);
    }

    [Fact]
    public async Task Connection_comes_back_after_the_server_has_restarted()
    {
        var dealer = Create<IDealerSocket>(Client);
        var first = Create<IRouterSocket>(Server);
        var address = await BindTlsAsync(first);
        await dealer.ConnectAsync(address, Token);
        await SendAsync(dealer, "one");
        Assert.EndsWith("|one", await ReceiveAsync(first), StringComparison.Ordinal);
        await first.DisposeAsync();
        // What is sent before could still go to the old connection, and be lost with it.
        await Until(() => Core(dealer).PeerCount == 0);

        var second = Create<IRouterSocket>(Server);
        await second.BindAsync(address, Token);
        await SendAsync(dealer, "two");
        Assert.EndsWith("|two", await ReceiveAsync(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_messages_leave_within_the_linger()
    {
        var pull = Create<IPullSocket>(Server);
        var push = Create<IPushSocket>(options =>
        {
            Client(options);
            options.Linger = TimeSpan.FromSeconds(30);
        });
        await push.ConnectAsync(await BindTlsAsync(pull), Token);
        for (var i = 0; i < 1000; i++)
            await SendAsync(push, $"{i}");
        var closing = push.DisposeAsync();
        for (var i = 0; i < 1000; i++)
            Assert.Equal($"{i}", await ReceiveAsync(pull));
        await closing;
    }

    [Fact]
    public async Task Host_is_asked_for_by_its_name()
    {
        string? asked = null;
        var rep = Create<IRepSocket>(options => options.Tls.CertificateSelector = name =>
        {
            asked = name;
            return ServerCertificate;
        });
        var req = Create<IReqSocket>(Client);
        await req.ConnectAsync((await BindTlsAsync(rep)).Replace("127.0.0.1", "localhost", StringComparison.Ordinal), Token);
        Assert.Equal("localhost", asked);
    }

    [Fact]
    public async Task Server_without_a_certificate_cannot_be_bound_and_says_what_to_do()
    {
        var error = await ThrowsAsync(ZmqError.NotSupported, () => Create<IRepSocket>().BindAsync("tls+tcp://127.0.0.1:5555", Token).AsTask());
        Assert.Contains("tls+tcp://127.0.0.1:5555", error.Message, StringComparison.Ordinal);
        Assert.Contains("Tls:CertificatePath", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_memory_the_address_is_a_name_and_files_are_not_asked_for()
    {
        RuntimeOptions.InMemory = true;
        var rep = Create<IRepSocket>(static options => options.Tls.CertificatePath = "of production.pem");
        await rep.BindAsync("tls+tcp://*:5555", Token);
        await Create<IReqSocket>().ConnectAsync("tls+tcp://localhost:5555", Token);
    }

    [Fact]
    public async Task Peer_that_speaks_plaintext_to_a_tls_port_is_ended_and_told_apart()
    {
        var rep = Create<IRepSocket>(Server);
        await using var events = new EventRecorder(rep, Token);
        var address = ZmqAddress.Parse(await BindTlsAsync(rep));
        using var peer = await DialAsync(address);
        await peer.SendAsync(RawPeer.Greeting);
        Assert.Equal(0, await peer.ReadToEndAsync());

        var failed = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Contains("ZMTP without TLS", Assert.IsType<AuthenticationException>(failed.Error).Message, StringComparison.Ordinal);
        Assert.Equal(1, CountersOf(rep).HandshakesFailed);
        Assert.Contains(Log.Entries, static entry => entry is { Id: 2001 } && entry.Text.Contains("Both ends have to use tls+tcp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_that_finds_plaintext_where_it_wants_tls_says_so_and_tries_again()
    {
        var rep = Create<IRepSocket>();
        var address = $"{await rep.BindAsync(FreeAddress(), Token)}";
        var req = Create<IReqSocket>(Client);
        await using var events = new EventRecorder(req, Token);
        req.Connect("tls+" + address);
        var failed = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.IsType<AuthenticationException>(failed.Error);
        Assert.NotNull((await events.WaitForAsync(ZmqEventKind.ConnectRetried)).RetryIn);
        Assert.Contains(Log.Entries, static entry => entry is { Id: 2010 } && entry.Text.Contains("without TLS", StringComparison.Ordinal));
        await Until(() => Log.Entries.Any(static entry => entry is { Id: 2001 } && entry.Text.Contains("looks like TLS", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Silent_peer_is_ended_by_the_handshake_timeout()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        var rep = Create<IRepSocket>(Server);
        await using var events = new EventRecorder(rep, Token);
        using var peer = await DialAsync(ZmqAddress.Parse(await BindTlsAsync(rep)));
        await Until(() => Runtime.Deadlines.Count == 1);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(0, await peer.ReadToEndAsync());
        var failed = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Contains("TLS handshake", Assert.IsType<TimeoutException>(failed.Error).Message, StringComparison.Ordinal);
        Assert.Equal(1, CountersOf(rep).HandshakesFailed);
    }

    [Fact]
    public async Task Silent_server_is_given_up_after_the_handshake_timeout()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        using var server = new RawListener();
        var req = Create<IReqSocket>(Client);
        await using var events = new EventRecorder(req, Token);
        req.Connect("tls+" + server.Address);
        using var peer = await server.AcceptAsync(Token);
        await events.WaitForAsync(ZmqEventKind.Connected);
        await Until(() => clock.Pending.Count > 0);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.IsType<TimeoutException>((await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).Error);
    }

    [Fact]
    public async Task Socket_is_closed_at_once_while_peers_are_in_their_tls_handshake()
    {
        var rep = Create<IRepSocket>(Server);
        using var peer = await DialAsync(ZmqAddress.Parse(await BindTlsAsync(rep)));
        using var server = new RawListener();
        var req = Create<IReqSocket>(Client);
        req.Connect("tls+" + server.Address);
        using var accepted = await server.AcceptAsync(Token);
        await rep.DisposeAsync().AsTask().WaitAsync(Token);
        await req.DisposeAsync().AsTask().WaitAsync(Token);
        await peer.ReadToEndAsync();
    }
}
