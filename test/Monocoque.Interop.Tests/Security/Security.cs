using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop.Security;

/// <summary>A mechanism, and which of the two ends judges the other.</summary>
public enum Security
{
    PlainWeServe,
    PlainTheyServe,
    CurveWeServe,
    CurveTheyServe,
}

/// <summary>Sets both ends up for a mechanism.</summary>
internal static class SecuritySettings
{
    internal const string User = "admin";
    internal const string Password = "secret";

    internal static CurveKeyPair ServerKeys { get; } = ZmqCurve.GenerateKeyPair();

    internal static CurveKeyPair ClientKeys { get; } = ZmqCurve.GenerateKeyPair();

    internal static bool WeServe(this Security security) => security is Security.PlainWeServe or Security.CurveWeServe;

    internal static void Configure(this Security security, ZmqSocketOptions options)
    {
        var ours = options.Security;
        switch (security)
        {
            case Security.PlainWeServe:
                ours.Mechanism = ZmqMechanism.Plain;
                ours.AsServer = true;
                ours.Users[User] = Password;
                break;
            case Security.PlainTheyServe:
                ours.Mechanism = ZmqMechanism.Plain;
                ours.Username = User;
                ours.Password = Password;
                break;
            case Security.CurveWeServe:
                ours.Mechanism = ZmqMechanism.Curve;
                ours.AsServer = true;
                ours.SecretKey = ServerKeys.SecretKey;
                ours.ClientKeys["client"] = ClientKeys.PublicKey;
                break;
            default:
                ours.Mechanism = ZmqMechanism.Curve;
                ours.SecretKey = ClientKeys.SecretKey;
                ours.ServerKey = ServerKeys.PublicKey;
                break;
        }
    }

    internal static void Configure(this Security security, LibZmqHandle handle)
    {
        switch (security)
        {
            case Security.PlainWeServe:
                handle.Set(LibZmqOption.PlainUsername, Frames.Text(User));
                handle.Set(LibZmqOption.PlainPassword, Frames.Text(Password));
                break;
            case Security.PlainTheyServe:
                handle.Set(LibZmqOption.PlainServer, 1);
                break;
            case Security.CurveWeServe:
                handle.Set(LibZmqOption.CurveServerKey, Z85.Decode(ServerKeys.PublicKey));
                handle.Set(LibZmqOption.CurvePublicKey, Z85.Decode(ClientKeys.PublicKey));
                handle.Set(LibZmqOption.CurveSecretKey, Z85.Decode(ClientKeys.SecretKey));
                break;
            default:
                handle.Set(LibZmqOption.CurveServer, 1);
                handle.Set(LibZmqOption.CurveSecretKey, Z85.Decode(ServerKeys.SecretKey));
                break;
        }
    }
}
