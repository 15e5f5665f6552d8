using System.Collections.Concurrent;

namespace Monocoque.AspNetCore.TestApp;

public sealed class QuoteBoard
{
    private readonly ConcurrentDictionary<string, string> _quotes = new();

    public void Set(string topic, string quote) => _quotes[topic] = quote;

    public string Get(string topic) => _quotes.GetValueOrDefault(topic, "");
}
