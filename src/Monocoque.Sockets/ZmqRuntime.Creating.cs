using System.Globalization;
using Microsoft.Extensions.Options;
using Monocoque.Patterns;
using Monocoque.Transports;

namespace Monocoque;

/// <content>How sockets are made.</content>
public sealed partial class ZmqRuntime
{
    private int _lastSocketNumber;

    /// <summary>
    /// Makes a socket of the pattern that <typeparamref name="TSocket"/> names, and connects it to what <see cref="ZmqSocketOptions.Connect"/> lists, as
    /// <see cref="IZmqSocket.Connect"/> does: at once, whether the peers are there or not. Binding is awaited, so <see cref="ZmqSocketOptions.Bind"/> must be empty
    /// here; call <see cref="ZmqSocketExtensions.BindAsync"/> on the socket.
    /// </summary>
    /// <typeparam name="TSocket">One of the pattern interfaces, e.g. <see cref="IDealerSocket"/>.</typeparam>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException"><typeparamref name="TSocket"/> names no pattern.</exception>
    /// <exception cref="OptionsValidationException">
    /// An option is wrong or not for this pattern, or there are addresses to bind; the message says which and why.
    /// </exception>
    /// <exception cref="ZmqException">An address of <see cref="ZmqSocketOptions.Connect"/> cannot be connected to.</exception>
    public TSocket CreateSocket<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket
    {
        var (name, options) = Configure<TSocket>(configure);
        if (options.Bind.Count > 0)
        {
            throw new OptionsValidationException(name, typeof(ZmqSocketOptions),
            [
                $"Socket '{name}': {nameof(options.Bind)} has entries, but binding is awaited, which cannot be done where the socket is made. Leave the option out and"
                + $" write: await socket.BindAsync(\"{options.Bind[0]}\"); or make the socket by ZmqSocket.BindAsync, which opens what the options list.",
            ]);
        }
        var socket = CreateSocket(name, options);
        try
        {
            ListedAddresses.Connect(socket, options);
            return (TSocket)socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes a socket, opens what its options list, and waits for the handshake at <paramref name="address"/>, which may be listed too.</summary>
    internal async ValueTask<TSocket> ConnectSocketAsync<TSocket>(
        string address, Action<ZmqSocketOptions>? configure, CancellationToken cancellationToken)
        where TSocket : class, IZmqSocket
    {
        var (name, options) = Configure<TSocket>(configure);
        var socket = CreateSocket(name, options);
        try
        {
            await ListedAddresses.BindAsync(socket, options, except: null, cancellationToken).ConfigureAwait(false);
            ListedAddresses.Connect(socket, options, except: address);
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return (TSocket)socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes a socket, binds it to <paramref name="address"/>, which its options may list too, and opens the rest of what they list.</summary>
    internal async ValueTask<TSocket> BindSocketAsync<TSocket>(
        string address, Action<ZmqSocketOptions>? configure, CancellationToken cancellationToken)
        where TSocket : class, IZmqSocket
    {
        var (name, options) = Configure<TSocket>(configure);
        var socket = CreateSocket(name, options);
        try
        {
            await socket.BindAsync(address, cancellationToken).ConfigureAwait(false);
            await ListedAddresses.BindAsync(socket, options, except: address, cancellationToken).ConfigureAwait(false);
            ListedAddresses.Connect(socket, options);
            return (TSocket)socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes a socket of type <see cref="ZmqSocketOptions.Type"/> with a name. Validates and copies the options; binds and connects nothing.</summary>
    internal IZmqSocket CreateSocket(string name, ZmqSocketOptions options)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var mistakes = ZmqSocketOptionsValidator.Validate(name, options);
        if (mistakes.Count > 0)
            throw new OptionsValidationException(name, typeof(ZmqSocketOptions), mistakes);
        var copy = options.Copy();
        var socket = PatternFactory.Create(this, name, copy);
        _sockets.TryAdd(socket, 0);
        if (!_isDisposed)
            return socket;
        // The end began meanwhile and may have missed this one.
        socket.Dispose();
        throw new ObjectDisposedException(nameof(ZmqRuntime));
    }

    private (string Name, ZmqSocketOptions Options) Configure<TSocket>(Action<ZmqSocketOptions>? configure)
        where TSocket : class, IZmqSocket
    {
        var type = ZmqSocketTypes.Of<TSocket>();
        var options = new ZmqSocketOptions { Type = type };
        configure?.Invoke(options);
        if (options.Type != type)
            throw new ArgumentException($"The options say {options.Type}, but {typeof(TSocket).Name} was asked for. Leave Type alone.", nameof(configure));
        var number = Interlocked.Increment(ref _lastSocketNumber);
        return (string.Create(CultureInfo.InvariantCulture, $"{type.ToString().ToLowerInvariant()}-{number}"), options);
    }
}
