using Monocoque.Patterns;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class RoutingIdComparerTests
{
    /// <summary>Peers choose their ids, and must not be able to choose such as fall on one place: the framework's hash has another seed in every process.</summary>
    [Fact]
    public void Ids_are_hashed_with_the_seed_of_the_process()
    {
        foreach (var id in (byte[][])[[1], [.. "orders"u8], new byte[255]])
        {
            var expected = default(HashCode);
            expected.AddBytes(id);
            var hash = expected.ToHashCode();
            Assert.Equal((hash, hash), (RoutingIdComparer.Instance.GetHashCode(id), RoutingIdComparer.Instance.GetHashCode(id.AsSpan())));
        }
    }
}
