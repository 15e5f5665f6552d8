using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Hosting;

public sealed class WorkerTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    [Fact]
    public async Task Sockets_of_configuration_alone_open_with_the_host()
    {
        var log = new RecordingLogger();
        using var host = await WorkerHost.StartAsync(_ => { }, log, builder => builder.Configuration.AddInMemoryCollection(
            [new("Zmq:Sockets:orders:Type", "ROUTER"), new("Zmq:Sockets:orders:Bind:0", Loopback)]));
        var router = host.Services.GetRequiredKeyedService<IRouterSocket>("orders");
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(router);
        await dealer.SendAsync("hello", TestContext.Current.CancellationToken).Within();

        Assert.Equal("hello", (await router.ReceiveTextAsync())[^1]);
        Assert.Contains((LogLevel.Information, 3100, $"ROUTER 'orders' listens on {router.Address()}"), log.Entries);
        await host.StopInTimeAsync();
    }

    [Fact]
    public async Task Sockets_connect_and_subscribe_with_the_host()
    {
        await using var pub = await ZmqSocket.BindAsync<IPubSocket>(Loopback, cancellationToken: TestContext.Current.CancellationToken);
        var log = new RecordingLogger();
        using var host = await WorkerHost.StartAsync(
            zmq => zmq.AddSocket<ISubSocket>("feed", options =>
            {
                options.Connect.Add(pub.Address());
                options.Subscribe.Add("a");
            }),
            log);
        var sub = host.Services.GetRequiredService<ISubSocket>();
        ZmqMessage message = default;
        await Deadline.UntilAsync(async () =>
        {
            await pub.PublishAsync("b", "no", TestContext.Current.CancellationToken);
            await pub.PublishAsync("a", "yes", TestContext.Current.CancellationToken);
            return sub.TryReceive(out message);
        });

        Assert.Equal("yes", message.GetString(1));
        Assert.Contains((LogLevel.Information, 3101, $"SUB 'feed' connects to {pub.Address()}"), log.Entries);
        await host.StopInTimeAsync();
    }

    [Fact]
    public async Task Address_in_use_fails_the_start()
    {
        await using var other = await ZmqSocket.BindAsync<IRouterSocket>(Loopback, cancellationToken: TestContext.Current.CancellationToken);
        var exception = Assert.IsType<ZmqException>(await WorkerHost.FailStartAsync(
            zmq => zmq.AddSocket<IRouterSocket>("orders", options => options.Bind.Add(other.Address()))));

        Assert.Equal(ZmqError.AddressInUse, exception.Error);
        Assert.StartsWith($"ROUTER 'orders' cannot listen on {other.Address()}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("port 0 takes a free one", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_address_fails_the_start_with_a_hint_to_connect()
    {
        // 203.0.113.0/24 is for documentation and nobody's.
        var exception = Assert.IsType<ZmqException>(await WorkerHost.FailStartAsync(
            zmq => zmq.AddSocket<ISubSocket>("feed", options => options.Bind.Add("tcp://203.0.113.1:5556"))));

        Assert.Equal(ZmqError.AddressNotAvailable, exception.Error);
        Assert.StartsWith("SUB 'feed' cannot listen on tcp://203.0.113.1:5556: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("map '>tcp://203.0.113.1:5556', or move the address from Bind to Connect", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_of_a_socket_nobody_uses_fail_the_start() => Assert.Contains(
        "RouterMandatory",
        (await WorkerHost.FailStartAsync(zmq => zmq.AddSocket<IPubSocket>("a", options => options.RouterMandatory = true))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Other_services_find_sockets_open_from_their_start_to_their_stop()
    {
        using var host = WorkerHost.Build(
            zmq => zmq.AddSocket<IRouterSocket>("orders", options => options.Bind.Add(Loopback)),
            host: builder => builder.Services.AddHostedService<Witness>());
        await host.StartAsync(TestContext.Current.CancellationToken).Within();
        var witness = host.Services.GetServices<IHostedService>().OfType<Witness>().Single();
        Assert.Equal(1, witness.BoundAtStart);
        await host.StopInTimeAsync();

        Assert.Null(witness.SendAtStop);
        Assert.Throws<ZmqException>(() => host.Services.GetRequiredService<IRouterSocket>().TrySend(ZmqMessage.Text("id", "x")));
    }

    [Fact]
    public async Task Nobody_is_accepted_before_the_host_has_started()
    {
        var gate = new Gate();
        using var host = WorkerHost.Build(
            zmq => zmq.AddSocket<IRouterSocket>("orders", options => options.Bind.Add(Loopback)),
            host: builder => builder.Services.AddSingleton<IHostedService>(gate));
        var starting = host.StartAsync(TestContext.Current.CancellationToken);
        await gate.Entered.Task.Within();
        var router = host.Services.GetRequiredService<IRouterSocket>();
        var connecting = Clients.ConnectAsync<IDealerSocket>(router);
        Assert.False(connecting.IsCompleted);
        gate.Release.SetResult();
        await starting.Within();

        await using var dealer = await connecting;
        await host.StopInTimeAsync();
    }

    [Fact]
    public async Task Queued_messages_leave_before_the_host_has_stopped()
    {
        using var host = await WorkerHost.StartAsync(zmq => zmq.AddSocket<IDealerSocket>("out", options => options.Bind.Add(Loopback)));
        var dealer = host.Services.GetRequiredService<IDealerSocket>();
        await using var peer = await Clients.ConnectAsync<IDealerSocket>(dealer);
        for (var i = 0; i < 500; i++)
            await dealer.SendAsync($"{i}", TestContext.Current.CancellationToken).Within();
        await host.StopInTimeAsync();

        for (var i = 0; i < 500; i++)
            Assert.Equal([$"{i}"], await peer.ReceiveTextAsync());
    }

    [Fact]
    public async Task Host_that_may_wait_no_longer_stops_with_messages_queued()
    {
        var log = new RecordingLogger();
        using var host = await WorkerHost.StartAsync(
            zmq => zmq.AddSocket<IDealerSocket>("out", options => options.Connect.Add("tcp://127.0.0.1:9")), log,
            builder => builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100)));
        await host.Services.GetRequiredService<IDealerSocket>().SendAsync("never", TestContext.Current.CancellationToken).Within();
        await host.StopInTimeAsync();

        Assert.Throws<ZmqException>(() => host.Services.GetRequiredService<IDealerSocket>().Connect("tcp://127.0.0.1:9"));
    }

    [Fact]
    public void Linger_of_a_host_is_its_shutdown_timeout()
    {
        using var host = WorkerHost.Build(
            _ => { }, host: builder => builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(77)));

        Assert.Equal(TimeSpan.FromSeconds(77), host.Services.GetRequiredService<ZmqRuntime>().Options.DefaultLinger);
    }

    [Fact]
    public void Runtime_stands_on_the_services_and_may_be_configured()
    {
        var clock = new Clock();
        using var host = WorkerHost.Build(zmq => zmq.Services.Configure<ZmqRuntimeOptions>(options => options.PoisonReturnedBuffers = true),
            host: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var options = host.Services.GetRequiredService<ZmqRuntime>().Options;

        Assert.Same(clock, options.TimeProvider);
        Assert.True(options.PoisonReturnedBuffers);
        Assert.NotNull(options.MeterFactory);
    }

    private sealed class Clock : TimeProvider;

    private sealed class Witness(IRouterSocket router) : IHostedService
    {
        public int BoundAtStart { get; private set; }

        public Exception? SendAtStop { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            BoundAtStart = router.BoundAddresses.Count;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            SendAtStop = Record.Exception(() => router.TrySend(ZmqMessage.Text("nobody", "x")));
            return Task.CompletedTask;
        }
    }

    private sealed class Gate : IHostedService
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Entered.SetResult();
            return Release.Task;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
