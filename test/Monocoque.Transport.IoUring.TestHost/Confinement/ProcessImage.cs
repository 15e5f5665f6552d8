using System.Collections;
using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Host.Confinement;

/// <summary>This program again, in the same process.</summary>
internal static unsafe partial class ProcessImage
{
    /// <summary>Returns only if it failed.</summary>
    internal static void Replace(IEnumerable<string> arguments, IEnumerable<string> environment)
    {
        var program = Environment.ProcessPath!;
        var assembly = Environment.GetCommandLineArgs()[0];
        var start = Path.GetFileNameWithoutExtension(program) == "dotnet" ? new[] { program, assembly } : [program];
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}");
        _ = Execute(program, Vector([.. start, .. arguments]), Vector([.. variables, .. environment]));
    }

    /// <summary>Never freed: either the process is another, or it ends.</summary>
    private static nint* Vector(string[] texts)
    {
        var vector = (nint*)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(nint));
        for (var i = 0; i < texts.Length; i++)
            vector[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        vector[texts.Length] = 0;
        return vector;
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, nint* arguments, nint* environment);
}
