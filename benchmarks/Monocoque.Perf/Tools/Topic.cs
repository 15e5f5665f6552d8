using System.Text;

namespace Monocoque.Perf.Tools;

/// <summary>What published messages begin with, and other prefixes. The C programs use the same.</summary>
internal static class Topic
{
    internal static readonly byte[] Name = "topc"u8.ToArray();

    /// <summary>A prefix that no message begins with.</summary>
    internal static byte[] Other(int index) => Encoding.ASCII.GetBytes($"topc{index:x7}");
}
