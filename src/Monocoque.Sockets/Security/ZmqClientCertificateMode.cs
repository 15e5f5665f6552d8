namespace Monocoque;

/// <summary>Whether those who connect to a <c>tls+tcp</c> address show a certificate.</summary>
public enum ZmqClientCertificateMode
{
    /// <summary>They are not asked for one.</summary>
    None,

    /// <summary>They are asked, and may have none. One that they show has to be in order.</summary>
    Allow,

    /// <summary>Without one that is in order there is no connection.</summary>
    Require,
}
