using System.Reflection;
using Monocoque.Shared;

namespace Monocoque;

public class PublicApiTests
{
    [Fact]
    public void Public_surface_is_the_one_written_down() => PublicApiSnapshot.AssertUnchanged(Assembly.Load("Monocoque.AspNetCore"));
}
