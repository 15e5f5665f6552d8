using System.Runtime.InteropServices;
using Monocoque.Transport.IoUring.Host.Confinement;

namespace Monocoque.Transport.IoUring.Host.Interference;

/// <summary>
/// Stands between this process and the kernel: what the process sends goes out octet by octet, and now and then a call is interrupted or told to try again, as the kernel may at any
/// time. The filter is on the thread that starts it and on all that this one starts; the supervisor's own thread is older.
/// </summary>
internal sealed unsafe partial class Supervisor
{
    private const nint NewListener = 1 << 3;

    /// <summary>Once the supervisor has a call, a signal does not make it a second one.</summary>
    private const nint WaitKillable = 1 << 5;

    private const nuint Receive = 0xC0502100;
    private const nuint Send = 0xC0182101;
    private const uint Continue = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    private readonly bool _mayTellToTryAgain;
    private readonly TaskCompletionSource<int> _listener = new();
    private int _count;

    private Supervisor(bool mayTellToTryAgain) => _mayTellToTryAgain = mayTellToTryAgain;

    /// <summary>How often it did not do what was asked.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <param name="isEdgeTriggered">Whether the sender waits for the moment the socket takes data again, which does not come if it has never refused any.</param>
    internal static Supervisor Start(bool isEdgeTriggered)
    {
        var supervisor = new Supervisor(!isEdgeTriggered);
        var thread = new Thread(supervisor.Run) { IsBackground = true };
        thread.Start();
        supervisor._listener.SetResult(Filter.Install(Filter.Supervising("sendto", "sendmsg", "io_uring_enter"), NewListener | WaitKillable));
        return supervisor;
    }

    private void Run()
    {
        var listener = _listener.Task.GetAwaiter().GetResult();
        for (var turn = 0; ; turn++)
        {
            var call = default(Notification);
            if (Control(listener, Receive, &call) != 0)
                continue;
            var response = Decide(call, turn);
            if (response.Flags == 0)
                Interlocked.Increment(ref _count);
            _ = Control(listener, Send, &response);
        }
    }

    private Response Decide(in Notification call, int turn)
    {
        var response = new Response { Id = call.Id };
        if (turn % 7 == 3)
            response.Error = -Interrupted;
        else if (turn % 11 == 5 && _mayTellToTryAgain)
            response.Error = -TryAgain;
        else if (call.Number == Refusal.Number("io_uring_enter"))
            response.Flags = Continue;
        else
            SendOne(call, ref response);
        return response;
    }

    private static void SendOne(in Notification call, ref Response response)
    {
        var data = (byte*)call.Second;
        var flags = (int)call.Fourth;
        if (call.Number == Refusal.Number("sendmsg"))
        {
            flags = (int)call.Third;
            data = FirstOctet((MessageHeader*)call.Second);
        }
        response.Value = SendTo((int)call.First, data, 1, flags);
        if (response.Value < 0)
            (response.Value, response.Error) = (0, -Marshal.GetLastPInvokeError());
    }

    private static byte* FirstOctet(MessageHeader* message)
    {
        var vector = message->Vectors;
        while (vector->Length == 0)
            vector++;
        return (byte*)vector->Base;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int listener, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendTo(int socket, byte* data, nuint length, int flags);

    /// <summary><c>struct seccomp_notif</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Notification
    {
        internal ulong Id;
        internal uint Process;
        internal uint Flags;
        internal int Number;
        internal uint Architecture;
        internal ulong Instruction;
        internal ulong First;
        internal ulong Second;
        internal ulong Third;
        internal ulong Fourth;
        internal ulong Fifth;
        internal ulong Sixth;
    }

    /// <summary><c>struct seccomp_notif_resp</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        internal ulong Id;
        internal long Value;
        internal int Error;
        internal uint Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        internal void* Base;
        internal nuint Length;
    }

    /// <summary>The beginning of <c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        internal void* Name;
        internal uint NameLength;
        internal Vector* Vectors;
        internal nuint VectorCount;
    }
}
