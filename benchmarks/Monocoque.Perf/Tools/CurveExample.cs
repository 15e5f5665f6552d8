namespace Monocoque.Perf.Tools;

/// <summary>The keys of the examples in <c>zmq_curve(7)</c>, which everybody knows. The C programs have the same.</summary>
internal static class CurveExample
{
    private const string ServerKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    private const string ServerSecret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
    private const string ClientSecret = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

    /// <summary>As libzmq does without a ZAP handler, the server takes every client.</summary>
    internal static void Apply(ZmqSecurityOptions security, bool serves)
    {
        security.Mechanism = ZmqMechanism.Curve;
        security.AsServer = serves;
        security.AllowAnyClient = serves;
        security.SecretKey = serves ? ServerSecret : ClientSecret;
        security.ServerKey = serves ? null : ServerKey;
    }
}
