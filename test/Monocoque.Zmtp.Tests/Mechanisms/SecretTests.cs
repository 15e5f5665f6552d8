using System.Reflection;

namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>Secrets do not outlive their use and are in no text.</summary>
public sealed class SecretTests
{
    [Fact]
    public void Keys_of_a_handshake_are_overwritten_when_it_is_done()
    {
        using var client = new Driver(CurveVectors.Client());
        client.Feed(CurveVectors.Greeting);
        client.Feed(CurveVectors.Welcome);
        var keys = SecretsOf(client.Session, "_handshake", "_mechanism").ToList();
        Assert.Equal(3, keys.Count);
        Assert.DoesNotContain(keys, key => key.IsWiped);
        client.Feed(CurveVectors.Ready);
        Assert.All(keys, key => Assert.True(key.IsWiped));
    }

    [Fact]
    public void Keys_of_a_handshake_are_overwritten_when_it_fails()
    {
        using var server = new Driver(CurveVectors.Server());
        server.Feed(Hex.Join(CurveVectors.Greeting, CurveVectors.Hello));
        var keys = SecretsOf(server.Session, "_handshake", "_mechanism").ToList();
        Assert.Equal(4, keys.Count);
        Assert.Equal(ZmtpEvent.Failed, server.Feed(CurveVectors.Welcome));
        Assert.All(keys, key => Assert.True(key.IsWiped));
    }

    [Fact]
    public void Keys_of_a_connection_are_overwritten_at_its_end_and_seal_nothing_any_more()
    {
        var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Dealer), Secured.CurveServer(ZmqSocketType.Router));
        var sealer = pair.Client.Sealer!;
        var keys = SecretsOf(sealer, "_stream").Concat(SecretsOf(pair.Client, "_boxed", "opener", "_stream")).ToList();
        Assert.Equal(2, keys.Count);
        pair.Dispose();
        Assert.All(keys, key => Assert.True(key.IsWiped));
        Assert.Throws<ObjectDisposedException>(() => sealer.Seal(FrameFlags.None, "text"u8, new byte[64]));
    }

    [Fact]
    public void Failed_peer_does_not_take_the_key_from_a_sender_that_is_still_at_work()
    {
        using var pair = Secured.Connected(Secured.CurveClient(ZmqSocketType.Dealer), Secured.CurveServer(ZmqSocketType.Router));
        Assert.Equal("Failed", Secured.Read(pair.Server, Hex.Of("00 02 4869")));
        var box = Secured.Seal(pair.Server, Hex.Of("00 02 596F"));
        Assert.Equal("Yo", Secured.Read(pair.Client, box));
    }

    [Fact]
    public void Secrets_are_in_no_text()
    {
        var pair = ZmqCurve.GenerateKeyPair();
        using var secret = new SecretOctets(CurveVectors.ClientSecret);
        var security = ZmtpSecurity.PlainClient("admin"u8, "geheim"u8);
        Assert.All([$"{pair}", $"{secret}", $"{security}"], text =>
        {
            Assert.DoesNotContain(pair.SecretKey, text, StringComparison.Ordinal);
            Assert.DoesNotContain("geheim", text, StringComparison.Ordinal);
        });
        Assert.Contains(pair.PublicKey, $"{pair}", StringComparison.Ordinal);
        var error = Assert.Throws<FormatException>(() => ZmqCurve.DerivePublicKey("this is not a key"));
        Assert.DoesNotContain("this is not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wiped_security_holds_no_secret()
    {
        var curve = ZmtpSecurity.CurveServer(CurveVectors.ServerSecret, CurveVectors.ClientSecret);
        curve.Wipe();
        Assert.All(curve.Identities, identity => Assert.True(identity.SecretKey.IsWiped));
        var plain = ZmtpSecurity.PlainClient("admin"u8, "geheim"u8);
        plain.Wipe();
        Assert.DoesNotContain(plain.Password, octet => octet != 0);
    }

    [Fact]
    public void Library_that_is_missing_is_named_with_its_package()
    {
        var error = Assert.Throws<DllNotFoundException>(() => Sodium.Load(["libnothing.so.1", "libnothing.so.2"]));
        Assert.Contains("libsodium23", error.Message, StringComparison.Ordinal);
        Assert.Contains("libnothing.so.1 or libnothing.so.2", error.Message, StringComparison.Ordinal);
        Assert.Null(Sodium.Obstacle);
    }

    private static IEnumerable<SecretOctets> SecretsOf(object root, params string[] path)
    {
        var at = root;
        foreach (var name in path)
            at = FieldsOf(at).First(field => field.Name.Contains(name, StringComparison.Ordinal)).GetValue(at)!;
        return FieldsOf(at).Select(field => field.GetValue(at)).OfType<SecretOctets>();
    }

    private static IEnumerable<FieldInfo> FieldsOf(object at)
    {
        for (var type = at.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}
