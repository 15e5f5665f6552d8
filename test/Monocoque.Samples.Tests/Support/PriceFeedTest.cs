using Monocoque.Interop.LibZmq;

namespace Monocoque.Samples.Support;

/// <summary>A test against the one PriceFeed that all of them share.</summary>
[Collection(Name)]
public abstract class PriceFeedTest(PriceFeed feed) : IAsyncDisposable
{
    internal const string Name = "PriceFeed";

    protected PriceFeed Feed { get; } = feed;

    private protected LibZmqContext Theirs { get; } = new();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await Theirs.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

[CollectionDefinition(PriceFeedTest.Name)]
public sealed class PriceFeedTests : ICollectionFixture<PriceFeed>;
