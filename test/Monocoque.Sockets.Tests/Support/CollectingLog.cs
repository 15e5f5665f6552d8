using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectingLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _entries = new();

    internal IReadOnlyCollection<(LogLevel Level, int Id, string Text)> Entries => _entries;

    internal int Count(int id) => _entries.Count(entry => entry.Id == id);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => categoryName.Contains("Transport", StringComparison.Ordinal) ? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance : this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, eventId.Id, $"{formatter(state, exception)} {exception}"));

    public void Dispose()
    {
    }
}
