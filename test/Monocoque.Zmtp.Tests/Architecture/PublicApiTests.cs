using Monocoque.Shared;

namespace Monocoque.Architecture;

public class PublicApiTests
{
    [Fact]
    public void Public_surface_is_the_one_written_down() => PublicApiSnapshot.AssertUnchanged(typeof(ZmqMessage).Assembly);
}
