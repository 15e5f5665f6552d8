using System.Diagnostics;

namespace Monocoque.Perf.Comparing;

/// <summary>The programs in C, compiled by gcc before the first run. libzmq is never loaded into this process.</summary>
internal static class NativePrograms
{
    private const string Package = "libzmq3-dev";

    private static readonly string s_sources = Path.Combine(AppContext.BaseDirectory, "Native");

    internal static ProcessStartInfo LibZmq(IEnumerable<string> arguments) => new(PathOf("zmq_perf"), arguments);

    internal static ProcessStartInfo Raw(IEnumerable<string> arguments) => new(PathOf("raw_perf"), arguments);

    internal static ProcessStartInfo Load(IEnumerable<string> arguments) => new(PathOf("load_perf"), arguments);

    /// <summary>Compiles them and returns the version of libzmq.</summary>
    internal static async Task<string> CompileAsync()
    {
        await CompileAsync("raw_perf", "raw_");
        await CompileAsync("load_perf", "load_");
        try
        {
            await CompileAsync("zmq_perf", "zmq_", "-lzmq");
        }
        catch (InvalidDataException exception) when (exception.Message.Contains("zmq", StringComparison.Ordinal))
        {
            throw new BenchException(
                $"libzmq's header or library is missing. The Debian package {Package} has them: apt-get install {Package}. {exception.Message}",
                exception);
        }
        return (await new ExternalTool(PathOf("zmq_perf"), Package).RunAsync(["version"])).Trim();
    }

    private static Task<string> CompileAsync(string name, string prefix, params string[] libraries) =>
        ExternalTool.Gcc.RunAsync(["-O2", "-o", PathOf(name), .. Directory.GetFiles(s_sources, prefix + "*.c"), .. libraries, "-lpthread"]);

    private static string PathOf(string name) => Path.Combine(s_sources, name);
}
