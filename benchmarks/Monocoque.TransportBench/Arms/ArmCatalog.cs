namespace Monocoque.TransportBench.Arms;

/// <summary>The arms by name, in the order in which they take turns.</summary>
internal static class ArmCatalog
{
    private static readonly Arm[] s_all = [SocketsArms.Default, SocketsArms.Tuned, IoUringArms.Pool, IoUringArms.Inline];

    /// <summary>What the ratios in the tables refer to.</summary>
    internal static Arm Baseline => SocketsArms.Default;

    internal static IEnumerable<string> Names => s_all.Select(static arm => arm.Name);

    /// <summary>All that this build has.</summary>
    internal static IReadOnlyList<Arm> BuiltIn => [.. s_all.Where(IsBuiltIn)];

    internal static Arm Get(string name)
    {
        var arm = Array.Find(s_all, arm => arm.Name == name)
            ?? throw new BenchException($"There is no arm '{name}'. The arms are {string.Join(", ", Names)}.");
        return IsBuiltIn(arm)
            ? arm
            : throw new BenchException($"The arm '{name}' is not in this build: the project has no reference to the io_uring transport. Leave it out of --arms.");
    }

    private static bool IsBuiltIn(Arm arm) => IoUringArms.AreBuiltIn || arm.Proof is null;
}
