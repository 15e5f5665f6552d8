namespace Monocoque.TransportBench.Arms;

/// <summary>The arms by name, in the order in which they take turns.</summary>
internal static class ArmCatalog
{
    private static readonly Arm[] s_transports = [SocketsArms.Default, SocketsArms.Tuned, IoUringArms.Pool, IoUringArms.Inline];
    private static readonly Arm[] s_all = [.. s_transports, SharedArms.Sockets, SharedArms.IoUring];

    /// <summary>What the ratios in the tables refer to, unless an arm says otherwise.</summary>
    internal static Arm Baseline => SocketsArms.Default;

    /// <summary>Those that run if none are named: they answer the question which transport is the better.</summary>
    internal static IReadOnlyList<Arm> Transports => s_transports;

    internal static IEnumerable<string> Names => s_all.Select(static arm => arm.Name);

    internal static Arm Get(string name) =>
        Array.Find(s_all, arm => arm.Name == name)
        ?? throw new BenchException($"There is no arm '{name}'. The arms are {string.Join(", ", Names)}.");
}
