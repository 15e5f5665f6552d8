using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Monocoque.Hosting;

/// <summary>
/// The sockets of the application. Each is made once, when it is first asked for or when the host starts; a failure to make one is
/// remembered too, so that everybody who asks sees the same cause.
/// </summary>
internal sealed class SocketRegistry(SocketCatalog catalog, ZmqRuntime runtime, IOptionsMonitor<ZmqSocketOptions> options)
    : IAsyncDisposable, IDisposable
{
    /// <summary>The socket whose options this thread reads.</summary>
    [ThreadStatic]
    private static SocketPlan? t_making;

    private readonly ConcurrentDictionary<SocketPlan, Lazy<IZmqSocket>> _sockets = new();
    private volatile bool _isDisposed;

    internal SocketCatalog Catalog => catalog;

    /// <summary>The sockets made so far.</summary>
    internal IEnumerable<IZmqSocket> Created
    {
        get
        {
            foreach (var (_, socket) in _sockets)
            {
                if (socket.IsValueCreated)
                    yield return socket.Value;
            }
        }
    }

    internal ZmqSocketOptions OptionsOf(SocketPlan plan) => options.Get(plan.Name);

    /// <summary>The socket of <paramref name="plan"/>, made if it is not there yet.</summary>
    internal IZmqSocket GetSocket(SocketPlan plan)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(IZmqSocket));
        if (t_making == plan)
            throw new InvalidOperationException($"The options of {plan} ask for the socket itself, which is made when they are known. Take it where it is used.");
        return _sockets.GetOrAdd(plan, static (plan, self) => new Lazy<IZmqSocket>(() => self.Create(plan)), this).Value;
    }

    /// <summary>The socket that is injected under a key.</summary>
    internal TSocket GetKeyed<TSocket>(object? key)
        where TSocket : class, IZmqSocket
    {
        if (key is not string name)
            throw new InvalidOperationException($"Sockets are keyed by their name, a string; '{key}' is none. {catalog.DescribeKnown()}");
        var plan = catalog.Get(name);
        return GetSocket(plan) as TSocket ?? throw SocketCatalog.WrongType(plan, ZmqSocketTypes.Of<TSocket>());
    }

    /// <summary>The socket that is injected without a key, which works where nobody can be meant but one.</summary>
    internal TSocket GetOnly<TSocket>()
        where TSocket : class, IZmqSocket
    {
        var type = ZmqSocketTypes.Of<TSocket>();
        var plans = catalog.Plans.Where(plan => plan.Type == type).ToList();
        return plans.Count switch
        {
            1 => (TSocket)GetSocket(plans[0]),
            0 => throw new InvalidOperationException(
                $"{typeof(TSocket).Name} cannot be injected: there is no {type.ToDisplayName()} socket. {catalog.DescribeKnown()} Declare one with"
                + $" AddZmq().AddSocket<{typeof(TSocket).Name}>(name) or in the configuration under {catalog.SectionPath}."),
            _ => throw new InvalidOperationException(
                $"{typeof(TSocket).Name} cannot be injected without a name: there are {plans.Count} {type.ToDisplayName()} sockets,"
                + $" {string.Join(", ", plans.Select(plan => $"'{plan.Name}'"))}. Say which by [FromKeyedServices(\"{plans[0].Name}\")]."),
        };
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await Task.WhenAll(Created.Select(socket => socket.DisposeAsync().AsTask()));
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (var socket in Created)
            socket.Dispose();
    }

    private IZmqSocket Create(SocketPlan plan)
    {
        var outer = t_making;
        t_making = plan;
        try
        {
            return CreateCore(plan);
        }
        finally
        {
            t_making = outer;
        }
    }

    private IZmqSocket CreateCore(SocketPlan plan)
    {
        var own = options.Get(plan.Name);
        if (own.Type != plan.Type)
        {
            throw new InvalidOperationException(
                $"The options of {plan} were given the type {own.Type?.ToDisplayName() ?? "null"}. The type follows from the declaration; do not set it.");
        }
        return runtime.CreateSocket(plan.Name, own);
    }
}
