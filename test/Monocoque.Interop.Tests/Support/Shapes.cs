namespace Monocoque.Interop.Support;

/// <summary>The messages every pair of patterns must carry unchanged.</summary>
internal static class Shapes
{
    /// <summary>Around each size where a length field or a buffer changes.</summary>
    internal static readonly int[] Sizes = [0, 1, 254, 255, 256, 257, 8191, 8192, 8193, 65535, 65536, 65537, 1 << 20];

    /// <summary>One frame of each size, then frames in number, empty at every place, and long beside short.</summary>
    internal static IReadOnlyList<byte[][]> All { get; } =
    [
        .. Sizes.Select(size => new[] { Frames.Body(size) }),
        Frames.Texts("one", "two"),
        Frames.Texts("", "after an empty one"),
        Frames.Texts("before", "", "after an empty one"),
        Frames.Texts("before an empty one", ""),
        Frames.Texts("", ""),
        Frames.Texts("", "", "", ""),
        [Frames.Body(70_000), Frames.Body(3), Frames.Empty, Frames.Body(300), Frames.Body(255)],
        [.. Enumerable.Range(0, 200).Select(Frames.Body)],
    ];
}
