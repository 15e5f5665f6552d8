using System.Globalization;
using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Host.Confinement;

/// <summary>A system call that fails.</summary>
internal sealed record Refusal(int Call, uint? Argument, int Error)
{
    /// <summary>No call has this number.</summary>
    internal static Refusal Nothing { get; } = new(0xFFFF, null, 0);

    /// <summary><c>socket:10=EAFNOSUPPORT</c>.</summary>
    internal static Refusal Parse(string text)
    {
        var sides = text.Split('=');
        var call = sides[0].Split(':');
        return new Refusal(Number(call[0]), call.Length > 1 ? uint.Parse(call[1], CultureInfo.InvariantCulture) : null, ErrorOf(sides[1]));
    }

    internal static int Number(string call)
    {
        var isX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        return call switch
        {
            "io_uring_setup" => 425,
            "io_uring_enter" => 426,
            "io_uring_register" => 427,
            "socket" => isX64 ? 41 : 198,
            "sendto" => isX64 ? 44 : 206,
            "sendmsg" => isX64 ? 46 : 211,
            "seccomp" => isX64 ? 317 : 277,
            _ => throw new ArgumentException($"The system call '{call}' is not known here."),
        };
    }

    private static int ErrorOf(string name) => name switch
    {
        "EPERM" => 1,
        "ENOMEM" => 12,
        "ENOSYS" => 38,
        "EAFNOSUPPORT" => 97,
        _ => throw new ArgumentException($"The error '{name}' is not known here."),
    };
}
