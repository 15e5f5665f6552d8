using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Host.Confinement;

/// <summary>What systemd does for a socket unit: descriptor 3 listens, and two variables say so. The process keeps its number, which one of them names.</summary>
internal static partial class SocketActivation
{
    private const int FirstDescriptor = 3;

    internal static IEnumerable<string> Prepare()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        Console.WriteLine($"activated {((IPEndPoint)socket.LocalEndPoint!).Port}");
        // The copy is not closed by what follows. The descriptor that had the number is the runtime's, which is about to be replaced.
        if (Duplicate((int)socket.SafeHandle.DangerousGetHandle(), FirstDescriptor) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "dup2");
        return [$"LISTEN_PID={Environment.ProcessId}", "LISTEN_FDS=1"];
    }

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);
}
