using System.Reflection;
using System.Runtime.InteropServices;

namespace Monocoque.Interop.LibZmq;

/// <summary>
/// Finds the native library. Its absence fails every test that needs it, by a message that says what to install: interoperability
/// that was not tried must not look proven.
/// </summary>
internal static class LibZmqLibrary
{
    internal const string Name = "zmq";

    private static readonly string[] s_candidates = OperatingSystem.IsMacOS()
        ? ["libzmq.5.dylib", "/opt/homebrew/lib/libzmq.5.dylib", "/usr/local/lib/libzmq.5.dylib"]
        : ["libzmq.so.5"];

    /// <summary>The version of the library that was loaded.</summary>
    internal static Version Version
    {
        get
        {
            LibZmqNative.Version(out var major, out var minor, out var patch);
            return new Version(major, minor, patch);
        }
    }

    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(LibZmqLibrary).Assembly, static (name, assembly, path) => name == Name ? Load(assembly, path) : 0);

    private static nint Load(Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var candidate in s_candidates)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                return handle;
        }
        throw new DllNotFoundException(
            $"The interop tests need libzmq and {string.Join(", ", s_candidates)} could not be loaded. " +
            "Install it (Debian, Ubuntu: apt-get install libzmq5; Fedora: dnf install zeromq; macOS: brew install zeromq).");
    }
}
