using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Hosting;
using Monocoque.AspNetCore.Tests.Web;
using Monocoque.Hosting;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.AspNetCore.Tests.Health;

/// <summary>What <c>AddHealthChecks().AddZmq()</c> says of sockets that are well and of sockets that are not.</summary>
public sealed class HealthCheckTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    [Fact]
    public async Task Endpoint_answers_200_while_all_is_well_and_503_after_the_socket_was_closed()
    {
        await using var app = await WebApp.StartAsync(
            app =>
            {
                app.MapHealthChecks("/health");
                app.MapZmqRouter(Loopback, static (string text) => text);
            },
            static builder =>
            {
                builder.WebHost.UseTestServer();
                builder.Services.AddHealthChecks().AddZmq();
            });
        using var http = app.App.GetTestClient();
        var path = new Uri("/health", UriKind.Relative);
        Assert.Equal("Healthy", await http.GetStringAsync(path, TestContext.Current.CancellationToken));

        await app.Socket<IRouterSocket>().DisposeAsync();

        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Tags_choose_among_checks_that_ask_different_things_of_different_sockets()
    {
        await using var app = await WebApp.StartAsync(
            app =>
            {
                app.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains("ready") });
                app.MapHealthChecks("/live", new HealthCheckOptions { Predicate = static check => check.Tags.Contains("live") });
            },
            static builder =>
            {
                builder.WebHost.UseTestServer();
                builder.Services.AddZmq().AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(Loopback))
                    .AddSocket<IPubSocket>("prices", static options => options.Bind.Add(Loopback));
                builder.Services.AddHealthChecks().AddZmq("zmq-live", ["prices"], tags: ["live"])
                    .AddZmq("zmq-ready", ["jobs"], tags: ["ready"], configure: static options => options.MinimumPeers = 1);
            });
        using var http = app.App.GetTestClient();
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/live", UriKind.Relative), TestContext.Current.CancellationToken));
        using var answer = await http.GetAsync(new Uri("/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("Unhealthy", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Data_has_the_facts_of_each_socket()
    {
        using var host = await StartAsync(static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(Loopback)));
        var jobs = host.Services.GetRequiredService<IPullSocket>();
        await using var push = await Clients.ConnectAsync<IPushSocket>(jobs);
        await push.SendAsync(ZmqMessage.Text("x"), TestContext.Current.CancellationToken).Within();
        await jobs.WaitToReceiveAsync(TestContext.Current.CancellationToken).Within();

        var entry = await CheckAsync(host);

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Null(entry.Description);
        var data = Assert.IsType<IReadOnlyDictionary<string, object>>(entry.Data["jobs"], exactMatch: false);
        Assert.Equal("PULL", data["type"]);
        Assert.Equal("Healthy", data["status"]);
        Assert.Equal([jobs.Address()], (string[])data["bound"]);
        Assert.Empty((string[])data["connects"]);
        Assert.Equal((1, 0, 0L, 1L), (data["peers"], data["handlers"], data["sendQueueLength"], data["receiveQueueLength"]));
        Assert.Equal((0L, 0L), (data["dropped"], data["reconnects"]));
    }

    [Fact]
    public async Task Socket_without_the_peers_it_needs_is_unhealthy_until_they_come()
    {
        using var host = await StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(Loopback)), static options => options.MinimumPeers = 1);
        var entry = await CheckAsync(host);
        Assert.Equal((HealthStatus.Unhealthy, "PULL 'jobs' has 0 of 1 peers"), (entry.Status, entry.Description));

        await using var push = await Clients.ConnectAsync<IPushSocket>(host.Services.GetRequiredService<IPullSocket>());

        await Deadline.UntilAsync(async () => (await CheckAsync(host)).Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Failure_status_is_reported_in_place_of_unhealthy()
    {
        using var host = await WorkerHost.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(Loopback)),
            host: static builder => builder.Services.AddHealthChecks()
                .AddZmq(failureStatus: HealthStatus.Degraded, configure: static options => options.MinimumPeers = 1));
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task Address_without_a_peer_degrades_after_the_grace_period_and_recovers()
    {
        var clock = new TestClock();
        var port = FreePort();
        using var host = await StartAsync(
            zmq => zmq.AddSocket<IPushSocket>("jobs", options => options.Connect.Add($"tcp://127.0.0.1:{port}")),
            static options => options.ConnectGracePeriod = TimeSpan.FromSeconds(30), clock);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        clock.Advance(TimeSpan.FromSeconds(31));

        var entry = await CheckAsync(host);

        Assert.Equal((HealthStatus.Degraded, $"PUSH 'jobs' has had no peer at tcp://127.0.0.1:{port} for 31 s"), (entry.Status, entry.Description));
        await using var pull = await ZmqSocket.BindAsync<IPullSocket>($"tcp://127.0.0.1:{port}", cancellationToken: TestContext.Current.CancellationToken);
        await Deadline.UntilAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await CheckAsync(host)).Status == HealthStatus.Healthy;
        });
    }

    [Fact]
    public async Task Address_that_was_given_up_is_unhealthy()
    {
        using var host = await StartAsync(static zmq => zmq.AddSocket<IPushSocket>("jobs", static options =>
        {
            options.Connect.Add($"tcp://127.0.0.1:{FreePort()}");
            options.ReconnectStop = ZmqReconnectStop.ConnectionRefused;
        }));
        await Deadline.UntilAsync(async () => (await CheckAsync(host)).Status == HealthStatus.Unhealthy);
        Assert.Contains("PUSH 'jobs' has given up tcp://127.0.0.1:", (await CheckAsync(host)).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Full_queue_degrades_until_it_is_emptied()
    {
        using var host = await StartAsync(static zmq => zmq.AddSocket<IPullSocket>("jobs", static options =>
        {
            options.Bind.Add(Loopback);
            options.ReceiveHighWaterMark = 10;
        }));
        var jobs = host.Services.GetRequiredService<IPullSocket>();
        await using var push = await Clients.ConnectAsync<IPushSocket>(jobs);
        for (var i = 0; i < 9; i++)
            await push.SendAsync(ZmqMessage.Text("x"), TestContext.Current.CancellationToken).Within();
        await Deadline.UntilAsync(async () => (await CheckAsync(host)).Status == HealthStatus.Degraded);
        Assert.Equal("PULL 'jobs' has 9 messages of one peer to take, of 10 that are allowed", (await CheckAsync(host)).Description);

        using (await jobs.ReceiveAsync(TestContext.Current.CancellationToken).Within())
            Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task Handler_that_has_ended_is_unhealthy()
    {
        using var host = await WorkerHost.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(Loopback)),
            host: static builder =>
            {
                builder.Services.AddSingleton<IHostedSocketUser>(new EndedHandler());
                builder.Services.AddHealthChecks().AddZmq();
            });
        var entry = await CheckAsync(host);
        Assert.Equal((HealthStatus.Unhealthy, "PULL 'jobs' has lost a handler: It broke."), (entry.Status, entry.Description));
    }

    [Fact]
    public async Task Host_that_stops_is_unhealthy_before_its_sockets_close()
    {
        var jobs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = await WorkerHost.StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options => options.Bind.Add(Loopback)),
            host: builder =>
            {
                builder.Services.AddHostedService(_ => new StopsLater(jobs.Task));
                builder.Services.AddHealthChecks().AddZmq();
            });
        var stopping = host.StopInTimeAsync();
        await Deadline.UntilAsync(async () => (await CheckAsync(host)).Status == HealthStatus.Unhealthy);
        Assert.Contains("no longer accepts connections", (await CheckAsync(host)).Description, StringComparison.Ordinal);
        jobs.SetResult();
        await stopping;
    }

    [Fact]
    public async Task Unknown_socket_fails_the_start_and_the_message_lists_those_there_are()
    {
        var message = await WebApp.FailStartAsync(
            static app => app.MapZmqRouter("tcp://127.0.0.1:0", static (string text) => text),
            static builder =>
            {
                builder.Services.AddZmq().AddSocket<IPubSocket>("prices");
                builder.Services.AddHealthChecks().AddZmq(sockets: ["prcies"]);
            });
        Assert.StartsWith("The health check 'zmq' is for the socket 'prcies', which is unknown. Known sockets: 'prices' (PUB)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 30, 0.9, "MinimumPeers")]
    [InlineData(0, -2, 0.9, "ConnectGracePeriod")]
    [InlineData(0, 30, 0.0, "QueueThreshold")]
    [InlineData(0, 30, 1.1, "QueueThreshold")]
    public void Option_out_of_range_is_named(int peers, int seconds, double threshold, string named)
    {
        var checks = new ServiceCollection().AddHealthChecks();
        var exception = Assert.Throws<ArgumentException>(() => checks.AddZmq(configure: options =>
        {
            options.MinimumPeers = peers;
            options.ConnectGracePeriod = TimeSpan.FromSeconds(seconds);
            options.QueueThreshold = threshold;
        }));
        Assert.StartsWith($"The health check 'zmq' cannot be: {named} is", exception.Message, StringComparison.Ordinal);
    }

    private static Task<IHost> StartAsync(
        Action<IZmqBuilder> sockets, Action<ZmqHealthCheckOptions>? configure = null, TimeProvider? clock = null) =>
        WorkerHost.StartAsync(sockets, host: builder =>
        {
            if (clock is not null)
                builder.Services.AddSingleton(clock);
            builder.Services.AddHealthChecks().AddZmq(configure: configure);
        });

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["zmq"];

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class EndedHandler : IHostedSocketUser
    {
        public IEnumerable<SocketWork> Work => [new SocketWork("jobs", IsBusy: false, "It broke.")];

        public ValueTask StartAsync(CancellationToken cancellationToken) => default;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class StopsLater(Task when) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => when;
    }
}
