using System.Threading.Channels;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Authorization;

/// <summary>What a handler has seen, in order.</summary>
internal sealed class BlockingQueue
{
    private readonly Channel<string> _items = Channel.CreateUnbounded<string>();

    internal IEnumerable<string> Rest
    {
        get
        {
            while (_items.Reader.TryRead(out var item))
                yield return item;
        }
    }

    internal void Add(string item) => _items.Writer.TryWrite(item);

    internal Task<string> TakeAsync() => _items.Reader.ReadAsync(TestContext.Current.CancellationToken).Within();
}
