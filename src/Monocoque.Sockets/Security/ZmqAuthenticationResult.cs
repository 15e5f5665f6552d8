using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Text;
using Monocoque.Security;

namespace Monocoque;

/// <summary>What an authenticator says about a peer. The default value is a refusal.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct ZmqAuthenticationResult
{
    private readonly ZmqAuthenticationStatus _status;

    private ZmqAuthenticationResult(ZmqAuthenticationStatus status, string reason)
    {
        _status = status;
        Reason = reason;
    }

    /// <summary>Nobody was asked, so whoever the transport says it is may come in.</summary>
    internal static ZmqAuthenticationResult Unasked { get; } = new(ZmqAuthenticationStatus.Success, null!);

    /// <summary>Whether the peer may come in, and if not why.</summary>
    public ZmqAuthenticationStatus Status => _status == default ? ZmqAuthenticationStatus.InternalError : _status;

    /// <summary>Why not, for our log; the peer only learns the status. Null if it may come in.</summary>
    public string? Reason { get; }

    /// <summary>Who the peer is, for <see cref="ZmqPeer.User"/>; null if it may not come in.</summary>
    public ClaimsPrincipal? User { get; private init; }

    /// <summary>The user id of ZAP, for <see cref="ZmqPeer.UserId"/>; empty if there is none.</summary>
    public string UserId { get => field ?? ""; private init; }

    /// <summary>Properties for <see cref="ZmqPeer.Metadata"/>, over those of the peer.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata { get => field ?? FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty; init; }

    /// <summary>What the ZAP handler that was asked said instead of an answer; null if it gave one.</summary>
    internal ZapReplyException? Fault { get; private init; }

    /// <summary>The peer may come in as <paramref name="user"/>; the user id is the name of its identity.</summary>
    public static ZmqAuthenticationResult Success(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new ZmqAuthenticationResult(ZmqAuthenticationStatus.Success, null!) { User = user, UserId = user.Identity?.Name ?? "" };
    }

    /// <summary>The peer may come in, as the user <paramref name="userId"/>, authenticated by the mechanism of <paramref name="request"/>.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="userId">The name of the user.</param>
    /// <param name="claims">More about the user, e.g. roles.</param>
    public static ZmqAuthenticationResult Success(ZmqAuthenticationRequest request, string userId, params IEnumerable<Claim> claims)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentNullException.ThrowIfNull(claims);
        return Success(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, userId), .. claims], authenticationType: request.Mechanism.ToString().ToUpperInvariant())));
    }

    /// <summary>The peer may not come in.</summary>
    /// <param name="status">Anything but success.</param>
    /// <param name="reason">For our log: no secret, please.</param>
    public static ZmqAuthenticationResult Fail(ZmqAuthenticationStatus status, string reason)
    {
        if (status is not (ZmqAuthenticationStatus.TemporaryFailure or ZmqAuthenticationStatus.Denied or ZmqAuthenticationStatus.InternalError))
            throw new ArgumentOutOfRangeException(nameof(status), status, "A refusal is TemporaryFailure, Denied or InternalError.");
        ArgumentNullException.ThrowIfNull(reason);
        return new ZmqAuthenticationResult(status, reason);
    }

    /// <summary>Not with these credentials.</summary>
    /// <param name="reason">For our log: no secret, please.</param>
    public static ZmqAuthenticationResult Deny(string reason) => Fail(ZmqAuthenticationStatus.Denied, reason);

    /// <summary>Whoever was asked did not give an answer that can be understood.</summary>
    internal static ZmqAuthenticationResult Misunderstood(ZapReplyException fault) => Fail(ZmqAuthenticationStatus.InternalError, fault.Message) with { Fault = fault };

    /// <summary>The peer may come in, and nobody knows who it is.</summary>
    internal static ZmqAuthenticationResult Anonymous(string? name) => Success(new ClaimsPrincipal(
        name is null ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(ClaimTypes.Name, name)]))) with { UserId = "" };

    /// <summary>The peer's own properties under those of the authenticator. A peer that calls itself a user is not one for that.</summary>
    internal IReadOnlyDictionary<string, ReadOnlyMemory<byte>> MergeInto(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> own)
    {
        const string UserIdProperty = "User-Id";
        if (UserId.Length == 0 && Metadata.Count == 0 && !own.ContainsKey(UserIdProperty))
            return own;
        var merged = new Dictionary<string, ReadOnlyMemory<byte>>(own, StringComparer.OrdinalIgnoreCase);
        merged.Remove(UserIdProperty);
        foreach (var (name, value) in Metadata)
            merged[name] = value;
        if (UserId.Length > 0)
            merged[UserIdProperty] = Encoding.UTF8.GetBytes(UserId);
        return merged.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public override string ToString() => Reason is null ? $"{(int)Status} {UserId}".TrimEnd() : $"{(int)Status} {Reason}";
}
