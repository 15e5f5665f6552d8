using Monocoque.Perf.Tools;

namespace Monocoque.Perf.Comparing;

/// <summary>The contestants by name, in the order in which they take turns.</summary>
internal static class ContestantCatalog
{
    private static readonly Executable s_ring = Ours(Engine.IoUring);
    private static readonly Executable s_sockets = Ours(Engine.Sockets);

    /// <summary>What all ratios refer to.</summary>
    internal static Contestant LibZmq { get; } = new("libzmq", "libzmq", NativePrograms.LibZmq, NativePrograms.LibZmq);

    internal static Contestant IoUring { get; } = new("io_uring", "Monocoque, io_uring", s_ring, s_ring);

    internal static Contestant Sockets { get; } = new("sockets", "Monocoque, Sockets", s_sockets, s_sockets);

    /// <summary>The wall: the same octets in C, without any messaging.</summary>
    internal static Contestant Raw { get; } =
        new("raw", "plain TCP in C", NativePrograms.Raw, NativePrograms.Raw) { CarriesMessages = false };

    /// <summary>One end each: proof that they speak to each other at full speed.</summary>
    internal static IReadOnlyList<Contestant> Mixed { get; } =
    [
        new("from-libzmq", "libzmq to Monocoque", s_ring, NativePrograms.LibZmq),
        new("to-libzmq", "Monocoque to libzmq", NativePrograms.LibZmq, s_ring),
    ];

    internal static IReadOnlyList<Contestant> Default { get; } = [LibZmq, IoUring, Sockets, Raw];

    internal static IEnumerable<string> Names => Default.Concat(Mixed).Select(static contestant => contestant.Name);

    internal static Contestant Get(string name) =>
        Default.Concat(Mixed).FirstOrDefault(contestant => contestant.Name == name)
        ?? throw new BenchException($"There is no arm '{name}'. The arms are {string.Join(", ", Names)}.");

    private static Executable Ours(string transport) => arguments => OwnProgram.CreateStartInfo([.. arguments, "--transport", transport]);
}
