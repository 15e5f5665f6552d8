namespace Monocoque.Zmtp.Tests.Mechanisms;

public sealed class Z85Tests
{
    [Theory]
    [InlineData("86 4F D2 6F B5 59 F7 5B", "HelloWorld")]
    [InlineData("00 00 00 00", "00000")]
    [InlineData("00 00 00 01", "00001")]
    [InlineData("FF FF FF FF", "%nSc0")]
    [InlineData("", "")]
    public void Octets_and_text_stand_for_each_other(string octets, string text)
    {
        Assert.Equal(text, Z85.Encode(Hex.Of(octets)));
        Assert.Equal(Hex.Of(octets), Z85.Decode(text));
    }

    [Theory]
    [InlineData("%nSc1")]
    [InlineData("#####")]
    [InlineData("Hel~o")]
    [InlineData("Hel o")]
    [InlineData("Hell")]
    [InlineData("Hellö")]
    public void Text_that_is_none_is_refused_and_not_repeated(string text)
    {
        Assert.False(Z85.TryDecode(text, out _));
        Assert.DoesNotContain(text, Assert.Throws<FormatException>(() => Z85.Decode(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Octets_that_do_not_fill_a_group_are_refused() => Assert.Throws<ArgumentException>(() => Z85.Encode([1, 2, 3]));

    [Fact]
    public void Public_key_follows_from_the_secret_one()
    {
        Assert.Equal("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", ZmqCurve.DerivePublicKey("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"));
        Assert.Equal(
            "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
            ZmqCurve.DerivePublicKey("7bb864b489afa3671fbe69101f94b38972f24816dfb01b51656b3fec8dfd0888"));
        var (publicKey, secretKey) = ZmqCurve.GenerateKeyPair();
        Assert.Equal(publicKey, ZmqCurve.DerivePublicKey(secretKey));
        Assert.NotEqual(publicKey, ZmqCurve.GenerateKeyPair().PublicKey);
    }
}
