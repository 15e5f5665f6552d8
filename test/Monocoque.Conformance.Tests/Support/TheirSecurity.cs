using System.Text;
using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.Support;

/// <summary>Our options of security as libzmq's. Who may come in is said there by the ZAP handler of the context; without one, every CURVE client may.</summary>
internal static class TheirSecurity
{
    internal static void Apply(LibZmqHandle handle, ZmqSocketOptions options)
    {
        var security = options.Security;
        if (security.Users.Count > 0 || security.ClientKeys.Count > 0 || security.Authenticator is not null)
            throw new NotSupportedException("libzmq has no lists of users or keys: start a ZAP handler.");
        if (security.ZapDomain.Length > 0)
            handle.Set(LibZmqOption.ZapDomain, Encoding.UTF8.GetBytes(security.ZapDomain));
        if (security.Mechanism == ZmqMechanism.Plain)
            ApplyPlain(handle, security);
        if (security.Mechanism == ZmqMechanism.Curve)
            ApplyCurve(handle, security);
    }

    private static void ApplyPlain(LibZmqHandle handle, ZmqSecurityOptions security)
    {
        if (security.AsServer)
        {
            handle.Set(LibZmqOption.PlainServer, 1);
            return;
        }
        handle.Set(LibZmqOption.PlainUsername, Encoding.UTF8.GetBytes(security.Username!));
        handle.Set(LibZmqOption.PlainPassword, Encoding.UTF8.GetBytes(security.Password!));
    }

    private static void ApplyCurve(LibZmqHandle handle, ZmqSecurityOptions security)
    {
        if (security.AsServer)
            handle.Set(LibZmqOption.CurveServer, 1);
        else
            handle.Set(LibZmqOption.CurveServerKey, Z85.Decode(security.ServerKey));
        handle.Set(LibZmqOption.CurvePublicKey, Z85.Decode(ZmqCurve.DerivePublicKey(security.SecretKey!)));
        handle.Set(LibZmqOption.CurveSecretKey, Z85.Decode(security.SecretKey));
    }
}
