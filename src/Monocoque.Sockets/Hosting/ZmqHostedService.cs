using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monocoque.Patterns;
using Monocoque.Security;

namespace Monocoque.Hosting;

/// <summary>
/// Takes the sockets through the life of the host: made before any hosted service starts, opened with the first of them, accepting when
/// all have started; no longer accepting when the host begins to stop, closed with the last of them.
/// </summary>
internal sealed class ZmqHostedService(
    SocketRegistry registry, ZmqRuntime runtime, SocketReload reload, IEnumerable<IHostedSocketUser> users, IServiceProvider services, ILoggerFactory loggers)
    : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger(HostingLog.Category);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        runtime.HoldAccepting();
        CreateAll();
        if (runtime.Options.Authenticator is ServiceAuthenticator authenticator)
            await authenticator.CheckAsync();
        reload.Start(services.GetService<IConfiguration>());
    }

    public Task StartAsync(CancellationToken cancellationToken) => OpenAllAsync(cancellationToken);

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        // An application that maps its endpoints while the web server starts does so after StartAsync.
        await OpenAllAsync(cancellationToken);
        NamedOptionsCheck.Check(
            registry.Catalog, services.GetServices<IConfigureOptions<ZmqSocketOptions>>(), services.GetServices<IPostConfigureOptions<ZmqSocketOptions>>());
        foreach (var user in users)
            await user.StartAsync(cancellationToken);
        WarnIfNobodyAsks();
        WarnIfNothingIsInTls();
        runtime.StartAccepting();
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        reload.Dispose();
        return runtime.StopListeningAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var user in users)
            await user.StopAsync(cancellationToken);
        await CloseAllAsync(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whoever registers an authenticator believes that it is asked.</summary>
    private void WarnIfNobodyAsks()
    {
        if (runtime.Options.Authenticator is ServiceAuthenticator { IsAskedForOthers: false } authenticator
            && !runtime.Sockets.Any(socket => ReferenceEquals(socket.Sessions.Security.Authenticator, authenticator)))
        {
            HostingLog.NobodyAsks(_logger, authenticator.Type.Name);
        }
    }

    /// <summary>Whoever has given a socket a certificate believes that it is shown. What is said of all sockets is for those it concerns.</summary>
    private void WarnIfNothingIsInTls()
    {
        var usual = services.GetRequiredService<IOptions<ZmqHostingOptions>>().Value.Defaults?.Tls ?? new ZmqTlsOptions();
        foreach (var plan in registry.Catalog.Plans)
        {
            var socket = (SocketBase)registry.GetSocket(plan);
            if (!LiveOptions.AreSame(usual, socket.Options.Tls) && socket.HasPlainAddressesOnly)
                HostingLog.NothingInTls(_logger, plan);
        }
    }

    /// <summary>Faults in the options of several sockets are told together.</summary>
    private void CreateAll()
    {
        var faults = new List<OptionsValidationException>();
        foreach (var plan in registry.Catalog.Plans)
        {
            try
            {
                ((SocketBase)registry.GetSocket(plan)).ConnectsWhenAccepting = plan.AwaitsPolicies;
            }
            catch (OptionsValidationException exception)
            {
                faults.Add(exception);
            }
        }
        if (faults.Count == 1)
            ExceptionDispatchInfo.Throw(faults[0]);
        if (faults.Count > 1)
            throw new OptionsValidationException(registry.Catalog.SectionPath, typeof(ZmqSocketOptions), faults.SelectMany(static fault => fault.Failures));
    }

    private async Task OpenAllAsync(CancellationToken cancellationToken)
    {
        var opener = new SocketOpener(registry, _logger);
        foreach (var plan in registry.Catalog.Plans)
            await opener.OpenAsync(plan, cancellationToken);
    }

    private async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        var sockets = registry.Created.ToList();
        var closing = Task.WhenAll(sockets.Select(socket => socket.DisposeAsync().AsTask()));
        try
        {
            await closing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            HostingLog.LingerCutShort(_logger);
            foreach (var socket in sockets)
                socket.Dispose();
            await closing;
        }
    }
}
