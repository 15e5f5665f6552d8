using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Monocoque.Interop.LibZmq;

/// <summary>A libzmq socket as it is: for one thread, blocking. <see cref="LibZmqSocket"/> gives it that thread.</summary>
internal sealed class LibZmqHandle : IDisposable
{
    private readonly nint _message = Marshal.AllocHGlobal(LibZmqNative.MessageSize);
    private nint _socket;

    internal LibZmqHandle(nint context, LibZmqSocketType type)
    {
        _socket = LibZmqNative.Socket(context, (int)type);
        if (_socket == 0)
        {
            Marshal.FreeHGlobal(_message);
            throw LibZmqException.Last("zmq_socket");
        }
        Check(LibZmqNative.MessageInit(_message));
        Set(LibZmqOption.Linger, 0);
    }

    /// <summary>The address of the last bind or connect, with the real port.</summary>
    internal string LastEndpoint
    {
        get
        {
            Span<byte> buffer = stackalloc byte[512];
            var length = (nuint)buffer.Length;
            Check(LibZmqNative.GetOption(_socket, (int)LibZmqOption.LastEndpoint, buffer, ref length));
            return Encoding.UTF8.GetString(buffer[..((int)length - 1)]);
        }
    }

    internal string Bind(string address)
    {
        Check(LibZmqNative.Bind(_socket, address));
        return LastEndpoint;
    }

    internal void Unbind(string address) => Check(LibZmqNative.Unbind(_socket, address));

    internal void Connect(string address) => Check(LibZmqNative.Connect(_socket, address));

    internal void Disconnect(string address) => Check(LibZmqNative.Disconnect(_socket, address));

    internal void Set(LibZmqOption option, int value) => Set(option, BitConverter.GetBytes(value));

    internal void Set(LibZmqOption option, long value) => Set(option, BitConverter.GetBytes(value));

    internal void Set(LibZmqOption option, ReadOnlySpan<byte> value) =>
        Check(LibZmqNative.SetOption(_socket, (int)option, value, (nuint)value.Length));

    internal void Monitor(string address) => Check(LibZmqNative.Monitor(_socket, address, (int)LibZmqEventKind.All));

    /// <summary>Forwards between this socket and another until a third says TERMINATE. Nobody else may use the three meanwhile.</summary>
    internal void Proxy(LibZmqHandle backend, LibZmqHandle control) => Check(LibZmqNative.Proxy(_socket, backend._socket, capture: 0, control._socket));

    /// <summary>Sends a whole message; false if it would have to wait longer than the timeout.</summary>
    internal bool Send(ReadOnlySpan<byte[]> frames, TimeSpan timeout)
    {
        Set(LibZmqOption.SendTimeout, (int)timeout.TotalMilliseconds);
        for (var i = 0; i < frames.Length; i++)
        {
            var more = i < frames.Length - 1 ? LibZmqNative.SendMore : 0;
            while (LibZmqNative.Send(_socket, frames[i], (nuint)frames[i].Length, more) < 0)
            {
                if (LibZmqNative.Errno() == LibZmqException.Interrupted)
                    continue;
                if (LibZmqNative.Errno() == LibZmqException.Again && i == 0)
                    return false;
                throw LibZmqException.Last("zmq_send");
            }
        }
        return true;
    }

    /// <summary>Receives a whole message; null if none came within the timeout.</summary>
    internal byte[][]? Receive(TimeSpan timeout)
    {
        Set(LibZmqOption.ReceiveTimeout, (int)timeout.TotalMilliseconds);
        var frames = new List<byte[]>();
        do
        {
            if (!ReceiveFrame(frames))
                return null;
        }
        while (LibZmqNative.MessageMore(_message) != 0);
        return [.. frames];
    }

    /// <summary>A property that the sender of the last received frame announced; null if it did not.</summary>
    internal string? GetProperty(string name) => Marshal.PtrToStringUTF8(LibZmqNative.MessageGets(_message, name));

    public void Dispose()
    {
        if (_socket == 0)
            return;
        _ = LibZmqNative.Close(_socket);
        _socket = 0;
        _ = LibZmqNative.MessageClose(_message);
        Marshal.FreeHGlobal(_message);
    }

    private bool ReceiveFrame(List<byte[]> frames)
    {
        // Receiving into the same message frees what it held before.
        while (LibZmqNative.MessageReceive(_message, _socket, flags: 0) < 0)
        {
            if (LibZmqNative.Errno() == LibZmqException.Interrupted)
                continue;
            if (LibZmqNative.Errno() == LibZmqException.Again && frames.Count == 0)
                return false;
            throw LibZmqException.Last("zmq_msg_recv");
        }
        var body = new byte[(int)LibZmqNative.MessageLength(_message)];
        if (body.Length > 0)
            Marshal.Copy(LibZmqNative.MessageData(_message), body, 0, body.Length);
        frames.Add(body);
        return true;
    }

    private static void Check(int result, [CallerMemberName] string call = "")
    {
        if (result < 0)
            throw LibZmqException.Last(call);
    }
}
