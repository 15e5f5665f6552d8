using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.Transport.IoUring.Loop;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>A Kestrel on one transport and one endpoint.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TransportKind _kind;
    private EndPoint? _endPoint;

    private TestServer(WebApplication app, TransportKind kind, LogRecorder log, RentalCounter rentals)
    {
        _app = app;
        _kind = kind;
        Log = log;
        Rentals = rentals;
    }

    internal LogRecorder Log { get; }

    /// <summary>What the connections of this server have of its memory pools.</summary>
    internal RentalCounter Rentals { get; }

    /// <summary>The addresses of all its endpoints, as the application is told.</summary>
    internal ICollection<string> Addresses => _app.Urls;

    internal EndPoint EndPoint => _endPoint!;

    internal int Port => ((IPEndPoint)EndPoint).Port;

    internal IServiceProvider Services => _app.Services;

    internal IReadOnlyList<RingThread> Rings => Services.GetService<IoUringTransport>()?.Rings?.Rings ?? [];

    internal IReadOnlyList<Instrument> Instruments => RingMeter.Instruments(Services.GetRequiredService<IMeterFactory>());

    /// <inheritdoc cref="RingMeter.Measure"/>
    internal double Measure(string instrument, int? ring = null) => RingMeter.Measure(Services.GetRequiredService<IMeterFactory>(), instrument, ring);

    internal static Task<TestServer> StartRawAsync(TransportKind kind, Func<ConnectionContext, Task> handler, ServerSettings? settings = null) =>
        StartAsync(kind, settings ?? new ServerSettings(), listen => listen.Run(handler), _ => Task.CompletedTask);

    internal static Task<TestServer> StartHttpAsync(TransportKind kind, RequestDelegate handler, ServerSettings? settings = null) =>
        StartAsync(kind, settings ?? new ServerSettings(), _ => { }, handler);

    internal async Task<Socket> ConnectAsync()
    {
        var socket = EndPoint is IPEndPoint
            ? new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(EndPoint, TestContext.Current.CancellationToken);
        return socket;
    }

    internal Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <summary>Waits until nothing but the listener is left of what connections used.</summary>
    internal async Task AssertNothingLeftAsync()
    {
        foreach (var ring in Rings)
        {
            var listeners = ring.Index == 0 ? 1 : 0;
            await Eventually.TrueAsync(() => ring.Targets.Count == listeners && ring.Ring.InFlight == listeners && ring.Buffers.Lent == 0,
                () => $"Ring {ring.Index} keeps {ring.Targets.Count} targets, {ring.Ring.InFlight} operations, {ring.Buffers.Lent} buffers.");
        }
        await Eventually.TrueAsync(() => Rentals.Count == 0, () => $"{Rentals.Count} blocks of memory are still rented.");
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
        if (_kind != TransportKind.Sockets)
            Assert.Contains(Log.Entries, entry => entry.Id.Id == 5000);
    }

    private static async Task<TestServer> StartAsync(TransportKind kind, ServerSettings settings, Action<ListenOptions> pipeline, RequestDelegate handler)
    {
        if (kind != TransportKind.Sockets)
            IoUringArm.SkipIfLeftOut();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [], EnvironmentName = "Test" });
        var log = new LogRecorder();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        var rentals = new RentalCounter();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(rentals);
        UseTransport(builder.WebHost, kind, settings);
        settings.Host?.Invoke(builder.WebHost);
        ListenOptions? listening = null;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            settings.Kestrel?.Invoke(kestrel);
            Action<ListenOptions> configure = options =>
            {
                listening = options;
                settings.Listen?.Invoke(options);
                pipeline(options);
            };
            if (settings.Handle is { } handle)
                kestrel.ListenHandle(handle, configure);
            else if (settings.EndPoint is { } endPoint)
                kestrel.Listen(endPoint, configure);
        });
        var app = builder.Build();
        var server = new TestServer(app, kind, log, rentals);
        try
        {
            settings.Pipeline?.Invoke(app);
            app.Run(handler);
            await app.StartAsync(TestContext.Current.CancellationToken);
            server._endPoint = listening?.EndPoint;
            return server;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static void UseTransport(IWebHostBuilder host, TransportKind kind, ServerSettings settings)
    {
        if (kind == TransportKind.Sockets)
        {
            host.UseSockets(options =>
            {
                options.MaxReadBufferSize = settings.MaxReadBufferSize;
                options.MaxWriteBufferSize = settings.MaxWriteBufferSize;
            });
            return;
        }
        host.UseIoUring(options =>
        {
            options.Required = true;
            options.UnsafePreferInlineScheduling = kind == TransportKind.IoUringInline;
            options.MaxReadBufferSize = settings.MaxReadBufferSize;
            options.MaxWriteBufferSize = settings.MaxWriteBufferSize;
            settings.Configure?.Invoke(options);
        });
    }
}
