namespace Monocoque.TransportBench.Arms;

/// <summary>The arms by name, in the order in which they take turns.</summary>
internal static class ArmCatalog
{
    private static readonly Arm[] s_all = [SocketsArms.Default, SocketsArms.Tuned, IoUringArms.Pool, IoUringArms.Inline];

    /// <summary>What the ratios in the tables refer to.</summary>
    internal static Arm Baseline => SocketsArms.Default;

    internal static IReadOnlyList<Arm> All => s_all;

    internal static IEnumerable<string> Names => s_all.Select(static arm => arm.Name);

    internal static Arm Get(string name) =>
        Array.Find(s_all, arm => arm.Name == name)
        ?? throw new BenchException($"There is no arm '{name}'. The arms are {string.Join(", ", Names)}.");
}
