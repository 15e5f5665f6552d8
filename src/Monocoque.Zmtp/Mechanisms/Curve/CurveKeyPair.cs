namespace Monocoque;

/// <summary>The two keys of one end of CURVE connections, in Z85, 40 characters each. The secret key is not part of <see cref="ToString"/>.</summary>
/// <param name="PublicKey">What others know this end by.</param>
/// <param name="SecretKey">What only this end knows. Keep it out of sources and logs.</param>
public readonly record struct CurveKeyPair(string PublicKey, string SecretKey)
{
    /// <summary>The public key.</summary>
    public override string ToString() => $"CurveKeyPair {{ PublicKey = {PublicKey}, SecretKey = (secret) }}";
}
