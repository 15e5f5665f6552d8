using System.Reflection;
using Monocoque.Shared;

namespace Monocoque.Packaging.Support;

/// <summary>All packages of the repository, packed once for all tests.</summary>
public sealed class PackedRepository : IAsyncLifetime
{
    private const string Packed = "Release";

    internal Workshop Workshop { get; } = new();

    internal static string Version { get; } = typeof(ZmqMessage).Assembly.GetName().Version!.ToString(3);

    public async ValueTask InitializeAsync()
    {
        var assembly = typeof(PackedRepository).Assembly;
        var restored = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "NuGetPackageRoot");
        Workshop.WriteSources(restored.Value!);
        string[] pack = ["pack", "Monocoque.AspNetCore.sln", "--configuration", Packed, "--output", Workshop.Packages];
        if (assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration == Packed)
            pack = [.. pack, "--no-build"];
        await Workshop.RunOutsideAsync(RepositoryRoot.Path, pack);
    }

    public ValueTask DisposeAsync()
    {
        Workshop.Dispose();
        return default;
    }

    internal Package Open(string id) => new(Path.Combine(Workshop.Packages, $"{id}.{Version}.nupkg"));

    internal Package OpenSymbols(string id) => new(Path.Combine(Workshop.Packages, $"{id}.{Version}.snupkg"));
}
