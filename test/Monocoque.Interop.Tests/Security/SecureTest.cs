using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop.Security;

/// <summary>Both libraries with the same mechanism. libzmq asks a ZAP handler, which lets the one user and the one key in.</summary>
public abstract class SecureTest : InteropTest
{
    private LibZmqZapHandler? _handler;

    /// <summary>Each mechanism, each server, each way to meet.</summary>
    public static TheoryData<Security, Link> Meetings
    {
        get
        {
            var all = new TheoryData<Security, Link>();
            foreach (var security in Enum.GetValues<Security>())
            {
                all.Add(security, Link.TcpWeBind);
                all.Add(security, Link.TcpWeConnect);
                all.Add(security, Link.IpcWeBind);
            }
            return all;
        }
    }

    public static TheoryData<Security> Securities => [.. Enum.GetValues<Security>()];

    private protected TSocket OpenOurs<TSocket>(Security security, Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket => Ours.CreateSocket<TSocket>(options =>
        {
            security.Configure(options);
            configure?.Invoke(options);
        });

    private protected async Task<LibZmqSocket> OpenTheirsAsync(Security security, LibZmqSocketType type, Action<LibZmqHandle>? configure = null)
    {
        _handler ??= await LibZmqZapHandler.StartAsync(Theirs, Judge);
        return Theirs.Open(type, handle =>
        {
            security.Configure(handle);
            configure?.Invoke(handle);
        });
    }

    /// <summary>Without a user id: a REQ of libzmq 4.3.4 takes the one it gets for a reply that breaks the protocol.</summary>
    private static (string Status, string User) Judge(byte[][] request)
    {
        var isRight = request.Length == 8
            ? LibZmqZapHandler.Check(request, SecuritySettings.User, SecuritySettings.Password).Status == "200"
            : request[6].AsSpan().SequenceEqual(Z85.Decode(SecuritySettings.ClientKeys.PublicKey));
        return (isRight ? "200" : "400", "");
    }
}
