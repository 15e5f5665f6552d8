using System.Globalization;

namespace Monocoque.Shared;

/// <summary>Who this process is to Linux.</summary>
internal static class ProcessIdentity
{
    internal static uint User => Read("Uid:")[1];

    internal static uint Group => Read("Gid:")[1];

    /// <summary>A group that it is not in.</summary>
    internal static uint ForeignGroup => Read("Groups:").Append(Group).Max() + 1;

    internal static uint Process => (uint)Environment.ProcessId;

    private static uint[] Read(string name) =>
    [
        .. File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static number => uint.Parse(number, CultureInfo.InvariantCulture)),
    ];
}
