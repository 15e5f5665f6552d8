using System.Diagnostics.CodeAnalysis;

namespace Monocoque;

/// <summary>Skeleton.</summary>
public sealed class ZmqAddress : IEquatable<ZmqAddress>, ISpanParsable<ZmqAddress>
{
    private ZmqAddress(string scheme) => Scheme = scheme;

    /// <summary>Skeleton.</summary>
    public string Scheme { get; }

    /// <inheritdoc/>
    public bool Equals(ZmqAddress? other) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ZmqAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => throw new NotSupportedException();

    /// <summary>Skeleton.</summary>
    public static ZmqAddress Parse(string text) => throw new NotSupportedException();

    static ZmqAddress IParsable<ZmqAddress>.Parse(string s, IFormatProvider? provider) => throw new NotSupportedException();

    static ZmqAddress ISpanParsable<ZmqAddress>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw new NotSupportedException();

    static bool IParsable<ZmqAddress>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ZmqAddress result) => throw new NotSupportedException();

    static bool ISpanParsable<ZmqAddress>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out ZmqAddress result) => throw new NotSupportedException();
}
