using Monocoque.Conformance.Support;
using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.Security;

/// <summary>C-073, C-074, F-12: keys and how they are written, compared with libzmq.</summary>
public sealed class KeyTests
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    [Theory, Conformance("C-073", Pairings = Pairing.Us)]
    public void C073_public_keys_follow_from_secret_ones(Pairing pairing, Wire wire)
    {
        Assert.Equal((Side.Us, Wire.None), (pairing.First, wire));
        var ours = ZmqCurve.GenerateKeyPair();
        Assert.Equal(ours.PublicKey, ZmqCurve.DerivePublicKey(ours.SecretKey));
        Assert.Equal(ours.PublicKey, LibZmqKeys.DerivePublicKey(ours.SecretKey));
        var theirs = LibZmqKeys.GenerateKeyPair();
        Assert.Equal(theirs.PublicKey, ZmqCurve.DerivePublicKey(theirs.SecretKey));
        Assert.NotEqual(ours, ZmqCurve.GenerateKeyPair());
        Assert.DoesNotContain(ours.SecretKey, $"{ours}", StringComparison.Ordinal);
        // The pair of the manual of zmq_curve_public.
        Assert.Equal("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", ZmqCurve.DerivePublicKey("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"));
    }

    [Theory, Conformance("C-073", Pairings = Pairing.Us)]
    public void C073_what_is_no_secret_key_has_no_public_one(Pairing pairing, Wire wire)
    {
        Assert.Equal((Side.Us, Wire.None), (pairing.First, wire));
        var key = ZmqCurve.GenerateKeyPair().SecretKey;
        foreach (var bad in new[] { "", key[..39], key + "0", key[..39] + "~", "#####" + key[5..] })
        {
            var error = Assert.Throws<FormatException>(() => ZmqCurve.DerivePublicKey(bad));
            Assert.DoesNotContain(key[5..30], error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, Conformance("C-074", Pairings = Pairing.Us)]
    public void C074_vectors_are_written_and_read_back(Pairing pairing, Wire wire)
    {
        Assert.Equal((Side.Us, Wire.None), (pairing.First, wire));
        var vectors = new (string Hex, string Text)[]
        {
            ("", ""),
            ("864FD26FB559F75B", "HelloWorld"),
            ("8E0BDD697628B91D8F245587EE95C5B04D48963F79259877B49CD9063AEAD3B7", "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"),
            ("00000000FFFFFFFF", "00000%nSc0"),
        };
        foreach (var (hex, text) in vectors)
        {
            Assert.Equal(text, Z85.Encode(Convert.FromHexString(hex)));
            Assert.Equal(hex, Convert.ToHexString(Z85.Decode(text)));
        }
        var random = new Random(74);
        for (var length = 4; length <= 256; length += 4)
        {
            var octets = new byte[length];
            random.NextBytes(octets);
            var text = Z85.Encode(octets);
            Assert.Equal(LibZmqKeys.Encode(octets), text);
            Assert.Equal(octets, Z85.Decode(text));
        }
    }

    [Theory, Conformance("C-074", Pairings = Pairing.Us)]
    public void C074_other_lengths_and_characters_are_refused(Pairing pairing, Wire wire)
    {
        Assert.Equal((Side.Us, Wire.None), (pairing.First, wire));
        foreach (var length in new[] { 1, 2, 3, 5, 31, 33 })
        {
            Assert.Null(LibZmqKeys.Encode(new byte[length]));
            Assert.Throws<ArgumentException>(() => Z85.Encode(new byte[length]));
        }
        foreach (var text in new[] { "0", "0000", "000000", "000 0", "0000~", "\"0000", "'0000", "\\0000", "\u007f0000", "\u01000000", "#####", "%nSc1" })
        {
            Assert.Null(LibZmqKeys.Decode(text));
            Assert.False(Z85.TryDecode(text, out _));
            Assert.Throws<FormatException>(() => Z85.Decode(text));
        }
    }

    [Theory, Conformance("F-12", Pairings = Pairing.Us)]
    public void F12_whatever_text_there_is_both_make_the_same_of_it(Pairing pairing, Wire wire)
    {
        Assert.Equal((Side.Us, Wire.None), (pairing.First, wire));
        var random = new Random(12);
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var characters = new char[random.Next(4) == 0 ? random.Next(1, 60) : random.Next(1, 9) * 5];
            foreach (ref var character in characters.AsSpan())
                character = Alphabet[random.Next(Alphabet.Length)];
            // The first of a group decides whether it is above 32 bits, so some are small; and some have a character that is none.
            for (var group = 0; group < characters.Length; group += 5)
                characters[group] = Alphabet[random.Next(random.Next(8) == 0 ? 85 : 82)];
            if (random.Next(4) == 0)
                characters[random.Next(characters.Length)] = (char)random.Next(1, 128);
            var text = new string(characters);
            var isRead = Z85.TryDecode(text, out var octets);
            Assert.Equal(LibZmqKeys.Decode(text), octets);
            if (isRead)
                read++;
        }
        Assert.InRange(read, 10_000, 90_000);
    }
}
