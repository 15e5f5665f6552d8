using System.Diagnostics;
using System.Reflection;

namespace Monocoque.Benchmarking;

/// <summary>This program again, in a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>How to start it: by itself, or by dotnet with its assembly.</summary>
    internal static ProcessStartInfo CreateStartInfo(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new ProcessStartInfo(program, [Assembly.GetExecutingAssembly().Location, .. arguments])
            : new ProcessStartInfo(program, arguments);
    }
}
