using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Hosting;

namespace Monocoque.AspNetCore.Tests.Security;

/// <summary>An authenticator that comes from the services.</summary>
public sealed class AddAuthenticatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sockets_that_name_nobody_ask_it()
    {
        using var host = await WorkerHost.StartAsync(static zmq =>
        {
            zmq.AddAuthenticator<Doorkeeper>().AddSocket<IPullSocket>("here", Server).Services.AddSingleton<GuestList>();
            zmq.AddSocket<IPullSocket>("other", static options =>
            {
                Server(options);
                options.Security.Users["bob"] = "word";
            });
        });
        await using var alice = await ConnectAsync(host, "here", "alice");
        await alice.SendAsync("hello", Token);
        using var message = await host.Services.GetRequiredKeyedService<IPullSocket>("here").ReceiveAsync(Token).Within();

        Assert.Equal("alice", message.Peer!.User.Identity!.Name);
        await AssertRefusedAsync(host, "here", "bob");
        await AssertRefusedAsync(host, "other", "alice");
        await (await ConnectAsync(host, "other", "bob")).DisposeAsync();
        Assert.Equal(["here alice", "here bob"], host.Services.GetRequiredService<GuestList>().Asked);
        Assert.Equal(1, host.Services.GetRequiredService<GuestList>().Doorkeepers);
        await host.StopInTimeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scoped_one_has_a_scope_for_each_question(bool isRegisteredFirst)
    {
        using var host = await WorkerHost.StartAsync(zmq =>
        {
            if (isRegisteredFirst)
                zmq.Services.AddScoped<Doorkeeper>();
            zmq.AddAuthenticator<Doorkeeper>().AddSocket<IPullSocket>("here", Server).Services.AddSingleton<GuestList>();
            if (!isRegisteredFirst)
                zmq.Services.AddScoped<Doorkeeper>();
        });
        var guests = host.Services.GetRequiredService<GuestList>();
        var atStart = guests.Doorkeepers;
        for (var i = 0; i < 2; i++)
            await (await ConnectAsync(host, "here", "alice")).DisposeAsync();

        Assert.Equal(atStart + 2, guests.Doorkeepers);
        Assert.Equal(guests.Doorkeepers, guests.Gone);
        await host.StopInTimeAsync();
    }

    [Fact]
    public async Task It_may_take_sockets_of_the_host()
    {
        using var host = await WorkerHost.StartAsync(static zmq =>
        {
            zmq.AddAuthenticator<Herald>().AddSocket<IPullSocket>("here", Server);
            zmq.AddSocket<IPubSocket>("news");
        });
        await (await ConnectAsync(host, "here", "alice")).DisposeAsync();
        await host.StopInTimeAsync();
    }

    [Fact]
    public async Task What_it_lacks_is_an_error_at_the_start()
    {
        var error = await WorkerHost.FailStartAsync(static zmq => zmq.AddAuthenticator<Doorkeeper>().AddSocket<IPullSocket>("here", Server));

        Assert.Contains(nameof(GuestList), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Doorkeeper), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_it_the_start_fails_and_names_it()
    {
        var error = await WorkerHost.FailStartAsync(static zmq => zmq.AddSocket<IPullSocket>("here", Server));

        Assert.Contains("AddZmq().AddAuthenticator<T>()", error.Message, StringComparison.Ordinal);
        Assert.Contains("Socket 'here'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_that_judge_the_same_are_an_error()
    {
        var services = new ServiceCollection();
        var twice = Assert.Throws<InvalidOperationException>(
            () => services.AddZmq().AddAuthenticator<Doorkeeper>().AddAuthenticator<Doorkeeper>().AddAuthenticator<Herald>());
        var both = await WorkerHost.FailStartAsync(static zmq =>
        {
            zmq.AddAuthenticator<Doorkeeper>().AddSocket<IPullSocket>("here", Server).Services.AddSingleton<GuestList>();
            zmq.Services.Configure<ZmqRuntimeOptions>(static options => options.Authenticator = new Doorkeeper(new GuestList()));
        });

        Assert.Contains("AddAuthenticator<Herald>() comes after AddAuthenticator<Doorkeeper>()", twice.Message, StringComparison.Ordinal);
        Assert.Contains("ZmqRuntimeOptions.Authenticator is set", both.Message, StringComparison.Ordinal);
        Assert.Contains("AddAuthenticator<Doorkeeper>()", both.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_no_socket_asks_is_warned_of(bool isAsked)
    {
        var log = new RecordingLogger();
        using var host = await WorkerHost.StartAsync(
            zmq => zmq.AddAuthenticator<Doorkeeper>()
                .AddSocket<IPullSocket>("here", options => options.Security.ZapDomain = isAsked ? "global" : "")
                .Services.AddSingleton<GuestList>(),
            log);

        Assert.Equal(isAsked ? 0 : 1, log.Entries.Count(static entry => entry is { Level: LogLevel.Warning, Id: 3103 }));
        await host.StopInTimeAsync();
    }

    private static void Server(ZmqSocketOptions options)
    {
        options.Security.Mechanism = ZmqMechanism.Plain;
        options.Security.AsServer = true;
        if (options.Bind.Count == 0)
            options.Bind.Add("tcp://127.0.0.1:0");
    }

    private static ValueTask<IPushSocket> ConnectAsync(IHost host, string socket, string user) =>
        host.Services.ConnectZmqAsync<IPushSocket>(
            socket,
            options =>
            {
                options.Security.Mechanism = ZmqMechanism.Plain;
                options.Security.Username = user;
                options.Security.Password = "word";
            },
            Token);

    private static async Task AssertRefusedAsync(IHost host, string socket, string user) => Assert.Equal(
        ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(() => ConnectAsync(host, socket, user).AsTask().Within())).Error);

    private sealed class GuestList
    {
        internal ConcurrentQueue<string> Asked { get; } = [];

        internal int Doorkeepers;

        internal int Gone;
    }

    private sealed class Doorkeeper : IZmqAuthenticator, IDisposable
    {
        private readonly GuestList _guests;

        public Doorkeeper(GuestList guests)
        {
            _guests = guests;
            Interlocked.Increment(ref guests.Doorkeepers);
        }

        public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
        {
            _guests.Asked.Enqueue($"{request.Socket} {request.Username}");
            return new(request.Username == "alice"
                ? ZmqAuthenticationResult.Success(request, "alice")
                : ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.Denied, "not on the list"));
        }

        public void Dispose() => Interlocked.Increment(ref _guests.Gone);
    }

    private sealed class Herald(IPubSocket news) : IZmqAuthenticator
    {
        public async ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken)
        {
            await news.SendAsync(request.Username!, cancellationToken);
            return ZmqAuthenticationResult.Success(request, request.Username!);
        }
    }
}
