using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Hosting;

namespace Monocoque.AspNetCore.Tests.Security;

/// <summary>Sockets follow a configuration that is read anew, without a restart.</summary>
public sealed class ReloadTests : IAsyncDisposable
{
    private const string Here = "Zmq:Sockets:here:";
    private static readonly CurveKeyPair s_server = ZmqCurve.GenerateKeyPair();
    private static readonly CurveKeyPair s_client = ZmqCurve.GenerateKeyPair();
    private static readonly CurveKeyPair s_other = ZmqCurve.GenerateKeyPair();

    private readonly RecordingLogger _log = new();
    private readonly Source _source = new();
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPullSocket Socket => _host!.Services.GetRequiredKeyedService<IPullSocket>("here");

    [Fact]
    public async Task Users_follow_the_configuration_and_those_who_are_in_stay()
    {
        await StartAsync(("Security:Mechanism", "Plain"), ("Security:AsServer", "true"), ("Security:Users:alice", "word"));
        await using var alice = await ConnectAsync(Plain("alice", "word"));
        await AssertRefusedAsync(Plain("bob", "secret"));

        Change(("Security:Users:bob", "secret"), ("Security:Users:alice", "another"));
        await using var bob = await ConnectAsync(Plain("bob", "secret"));
        await AssertRefusedAsync(Plain("alice", "word"));
        await (await ConnectAsync(Plain("alice", "another"))).DisposeAsync();
        await alice.SendAsync("still here", Token);

        Assert.Equal(["still here"], await Socket.ReceiveTextAsync());
        Assert.Equal(1, Count(3104));
        Assert.DoesNotContain(_log.Texts, static text => text.Contains("another", StringComparison.Ordinal) || text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_keys_and_own_keys_follow_the_configuration()
    {
        await StartAsync(
            ("Security:Mechanism", "Curve"), ("Security:AsServer", "true"), ("Security:SecretKey", s_server.SecretKey), ("Security:ClientKeys:alice", s_client.PublicKey));
        await (await ConnectAsync(Curve(s_client, s_server))).DisposeAsync();
        await AssertRefusedAsync(Curve(s_other, s_server));

        Change(("Security:ClientKeys:bob", s_other.PublicKey), ("Security:ClientKeys:alice", null));
        await (await ConnectAsync(Curve(s_other, s_server))).DisposeAsync();
        await AssertRefusedAsync(Curve(s_client, s_server));

        var next = ZmqCurve.GenerateKeyPair();
        Change(("Security:SecretKey", next.SecretKey), ("Security:PreviousSecretKey", s_server.SecretKey));
        await (await ConnectAsync(Curve(s_other, next))).DisposeAsync();
        await (await ConnectAsync(Curve(s_other, s_server))).DisposeAsync();
    }

    [Fact]
    public async Task Lists_of_addresses_follow_the_configuration()
    {
        await StartAsync();
        await (await ConnectAsync(static _ => { })).DisposeAsync();
        Change(("DenyFrom:0", "127.0.0.1"));
        await Assert.ThrowsAsync<ZmqException>(() => ConnectAsync(static options => options.ReconnectInterval = Timeout.InfiniteTimeSpan).AsTask().Within());
        Change(("DenyFrom:0", "127.0.0.1/33"));
        Assert.Contains(_log.Entries, static entry => entry.Id == 3106 && entry.Text.Contains(Here + "DenyFrom:0", StringComparison.Ordinal));
        await Assert.ThrowsAsync<ZmqException>(() => ConnectAsync(static options => options.ReconnectInterval = Timeout.InfiniteTimeSpan).AsTask().Within());

        Change(("DenyFrom:0", "127.0.0.2"));
        await (await ConnectAsync(static _ => { })).DisposeAsync();
    }

    [Theory]
    [InlineData("Security:Users:alice", null, "nobody is there to say who may come in")]
    [InlineData("Security:Mechansim", "Curve", "is not an option")]
    public async Task Mistake_is_logged_and_changes_nothing(string key, string? value, string reason)
    {
        await StartAsync(("Security:Mechanism", "Plain"), ("Security:AsServer", "true"), ("Security:Users:alice", "word"));
        Change((key, value));
        await (await ConnectAsync(Plain("alice", "word"))).DisposeAsync();
        await AssertRefusedAsync(Plain("bob", "word"));

        Assert.Contains(
            _log.Entries, entry => entry is { Level: LogLevel.Error, Id: 3106 } && entry.Text.Contains(reason, StringComparison.Ordinal)
                && entry.Text.Contains("'here'", StringComparison.Ordinal));
        Change(("Security:Mechansim", null), ("Security:Users:alice", null), ("Security:Users:bob", "word"));
        await (await ConnectAsync(Plain("bob", "word"))).DisposeAsync();
    }

    [Fact]
    public async Task Options_that_need_a_restart_are_named_and_others_are_not_touched()
    {
        await StartAsync(("Metadata:X-a", "b"));
        Socket.ChangeOptions(static options => options.Linger = TimeSpan.Zero);
        Change(("MaxConnections", "3"), ("ReceiveTimeout", "00:00:00"));

        await Assert.ThrowsAsync<TimeoutException>(() => Socket.ReceiveAsync(Token).AsTask());
        var warning = Assert.Single(_log.Entries, static entry => entry.Id == 3105).Text;
        Assert.EndsWith(": MaxConnections", warning, StringComparison.Ordinal);
        Assert.EndsWith("ReceiveTimeout; connections that are there stay", Assert.Single(_log.Entries, static entry => entry.Id == 3104).Text, StringComparison.Ordinal);
        Socket.ChangeOptions(static options => Assert.Equal(TimeSpan.Zero, options.Linger));
        _source.Change();
        Assert.Equal((1, 1), (Count(3104), Count(3105)));
    }

    [Fact]
    public async Task New_sockets_and_other_keys_are_told_once_and_wait_for_the_next_start()
    {
        await StartAsync();
        _source.Set(("Zmq:Sockets:new:Type", "Pub"));
        _source.Set(("Zmq:Socket:other:Type", "Pub"), ("Zmq:Sockets:wrong:Type", "Pubb"));
        _source.Set(("Zmq:Sockets:here:Metadata:X-a", "b"));

        Assert.Equal(
            ["Zmq:Sockets has new sockets, which are made at the next start: new", "Zmq:Sockets has new sockets, which are made at the next start: wrong"],
            _log.Entries.Where(static entry => entry.Id == 3108).Select(static entry => entry.Text));
        var fault = Assert.Single(_log.Entries, static entry => entry is { Id: 3110, Level: LogLevel.Error }).Text;
        Assert.Contains("Zmq:Socket is not a known key. Known keys: Sockets.", fault, StringComparison.Ordinal);
        Assert.Contains("Zmq:Sockets:wrong:Type is 'Pubb', which is not a pattern.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_that_leaves_the_configuration_keeps_its_security_until_the_next_start()
    {
        await StartAsync(("Security:Mechanism", "Plain"), ("Security:AsServer", "true"), ("Security:Users:alice", "word"));
        _source.Clear();
        _source.Clear();
        await AssertRefusedAsync(Plain("bob", "word"));
        await (await ConnectAsync(Plain("alice", "word"))).DisposeAsync();

        Assert.Equal("PULL 'here' is gone from the configuration; it stays as it is until the next start",
            Assert.Single(_log.Entries, static entry => entry.Id == 3109).Text);
    }

    [Fact]
    public async Task Other_pattern_waits_for_the_next_start_and_a_wrong_one_is_told()
    {
        await StartAsync();
        Change(("Type", "Sub"), ("Subscribe:0", "x"));
        Change(("Subscribe:0", "y"));
        Assert.EndsWith("the next start: Type", Assert.Single(_log.Entries, static entry => entry.Id == 3105).Text, StringComparison.Ordinal);
        Assert.Equal(0, Count(3106));

        Change(("Type", "Subb"));
        Assert.Contains("Zmq:Sockets:here:Type is 'Subb'", Assert.Single(_log.Entries, static entry => entry.Id == 3106).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_that_comes_later_is_followed_by_a_socket_of_the_code()
    {
        _host = await WorkerHost.StartAsync(
            log: _log,
            configure: static zmq => zmq.AddSocket<IPullSocket>("here", static options => options.Bind.Add("tcp://127.0.0.1:0")),
            host: builder => ((IConfigurationBuilder)builder.Configuration).Add(_source));
        Change(("ReceiveTimeout", "00:00:00"));

        await Assert.ThrowsAsync<TimeoutException>(() => Socket.ReceiveAsync(Token).AsTask());
        Change(("ReceiveTimeout", null));
        Assert.Equal(2, Count(3104));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        await _host.StopInTimeAsync();
        _source.Change();
        _host.Dispose();
    }

    private static Action<ZmqSocketOptions> Plain(string user, string password) => options =>
    {
        options.Security.Mechanism = ZmqMechanism.Plain;
        options.Security.Username = user;
        options.Security.Password = password;
    };

    private static Action<ZmqSocketOptions> Curve(CurveKeyPair own, CurveKeyPair server) => options =>
    {
        options.Security.Mechanism = ZmqMechanism.Curve;
        options.Security.SecretKey = own.SecretKey;
        options.Security.ServerKey = server.PublicKey;
    };

    private async Task StartAsync(params (string Key, string? Value)[] values)
    {
        _source.Change([("Type", "Pull"), ("Bind", "tcp://127.0.0.1:0"), .. values]);
        _host = await WorkerHost.StartAsync(
            log: _log,
            configure: static _ => { },
            host: builder => ((IConfigurationBuilder)builder.Configuration).Add(_source));
    }

    private void Change(params (string Key, string? Value)[] values)
    {
        _source.Change(values);
    }

    private ValueTask<IPushSocket> ConnectAsync(Action<ZmqSocketOptions> configure) => _host!.Services.ConnectZmqAsync<IPushSocket>("here", configure, Token);

    private async Task AssertRefusedAsync(Action<ZmqSocketOptions> configure) =>
        Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(() => ConnectAsync(configure).AsTask().Within())).Error);

    private int Count(int id) => _log.Entries.Count(entry => entry.Id == id);

    /// <summary>A configuration in memory that changes as a file would.</summary>
    private sealed class Source : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        internal void Change(params (string Key, string? Value)[] values)
        {
            foreach (var (key, value) in values)
            {
                if (value is null)
                    Data.Remove(Here + key);
                else
                    Data[Here + key] = value;
            }
            OnReload();
        }

        internal void Set(params (string Key, string Value)[] values)
        {
            foreach (var (key, value) in values)
                Data[key] = value;
            OnReload();
        }

        internal void Clear()
        {
            Data.Clear();
            OnReload();
        }
    }
}
