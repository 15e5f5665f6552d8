using Monocoque;
using Monocoque.Endpoints;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says more about a mapped socket. All of it must be said before the application starts.</summary>
public sealed class ZmqEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly ZmqMapping _mapping;
    private readonly ZmqEndpointEntry _entry;

    internal ZmqEndpointConventionBuilder(ZmqMapping mapping, ZmqEndpointEntry entry)
    {
        _mapping = mapping;
        _entry = entry;
    }

    /// <inheritdoc/>
    public void Add(Action<EndpointBuilder> convention) => _entry.Conventions.Add(convention);

    /// <inheritdoc/>
    public void Finally(Action<EndpointBuilder> finallyConvention) => _entry.FinallyConventions.Add(finallyConvention);

    /// <summary>Listens on <paramref name="address"/> too.</summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public ZmqEndpointConventionBuilder BindTo(string address)
    {
        CheckNotStarted();
        _mapping.Plan.Bind.Add(EndpointMapper.CheckAddress(address));
        return this;
    }

    /// <summary>Connects to <paramref name="address"/> too, and again whenever the connection is lost.</summary>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public ZmqEndpointConventionBuilder ConnectTo(string address)
    {
        CheckNotStarted();
        _mapping.Plan.Connect.Add(EndpointMapper.CheckAddress(address));
        return this;
    }

    /// <summary>
    /// Handles up to <paramref name="degree"/> messages at once. Default 1: strictly in order, each after the one before is done. Topics mapped on one SUB
    /// socket share its degree.
    /// </summary>
    /// <exception cref="InvalidOperationException">The socket is a REP, which answers one request after the other, or has no handler.</exception>
    public ZmqEndpointConventionBuilder WithConcurrency(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        CheckHasHandler();
        if (degree > 1 && _mapping.Plan.Type is ZmqSocketType.Rep)
        {
            throw new InvalidOperationException(
                $"{_mapping.Plan} answers one request after the other. Map a ROUTER to handle several at once; REQ peers do not see the difference.");
        }
        _mapping.Concurrency = degree;
        return this;
    }

    /// <summary>Puts a filter around the handler. Filters run in written order: the first one is outermost.</summary>
    /// <param name="filter">Gets what comes next and returns what to run instead, once, at start.</param>
    public ZmqEndpointConventionBuilder Use(Func<ZmqDelegate, ZmqDelegate> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckHasHandler();
        _mapping.AddFilter(filter);
        return this;
    }

    /// <summary>
    /// Called when a filter or the handler has thrown, after the exception was logged; the context can still reply. Also for messages that do not fit the
    /// handler (<see cref="ZmqBadMessageException"/>). The last call counts.
    /// </summary>
    public ZmqEndpointConventionBuilder OnError(Func<ZmqContext, Exception, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckHasHandler();
        _mapping.OnError = handler;
        return this;
    }

    /// <summary>
    /// Messages may carry the context of their sender's trace, as <see cref="ZmqTracingExtensions.SendTracedAsync"/> and <c>RequestTracedAsync</c> send it: it is
    /// taken off, the handler's span is its child, and replies carry the context of that span. Messages without one are handled as ever, and so are their replies.
    /// </summary>
    /// <param name="propagator">How; null: <see cref="ZmqTraceContext"/>.</param>
    public ZmqEndpointConventionBuilder PropagateContext(IZmqContextPropagator? propagator = null)
    {
        CheckHasHandler();
        _mapping.Propagator = propagator ?? ZmqTraceContext.Instance;
        return this;
    }

    private void CheckHasHandler()
    {
        CheckNotStarted();
        if (_mapping.IsProxied)
            throw new InvalidOperationException($"{_mapping.Plan} belongs to a proxy: no handler runs there that this could apply to.");
        if (_mapping.Handler is null)
            throw new InvalidOperationException($"{_mapping.Plan} only sends: no handler runs there that this could apply to.");
    }

    internal void CheckNotStarted()
    {
        if (_mapping.IsFrozen)
            throw new InvalidOperationException($"{_mapping.DisplayName} cannot be changed: the application has started.");
    }
}
