using Monocoque.Packaging.Support;

namespace Monocoque.Packaging;

/// <summary>The tests of the packages, which are packed once.</summary>
[CollectionDefinition(Name)]
public sealed class PackedTests : ICollectionFixture<PackedRepository>
{
    internal const string Name = "Packages";
}
