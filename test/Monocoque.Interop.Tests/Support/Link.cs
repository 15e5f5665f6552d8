namespace Monocoque.Interop.Support;

/// <summary>Over what two sockets meet, and which of them binds.</summary>
public enum Link
{
    TcpWeBind,
    TcpWeConnect,
    IpcWeBind,
    IpcWeConnect,
}
