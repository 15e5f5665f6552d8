namespace Monocoque.Zmtp.Tests;

/// <summary>Conversations captured from libzmq, octet for octet, in every split.</summary>
public sealed class VectorTests
{
    private const string Ready = "HandshakeCompleted ";

    [Fact]
    public void Dealer_meets_router_as_captured()
    {
        var dealer = Transcript.OfEverySplit(
            Transcript.Options(ZmqSocketType.Dealer), Hex.Join(Vectors.Greeting, Vectors.ReadyRouter, Vectors.Yo, Vectors.Ping));

        Assert.Equal(Ready + "Message([596F]) ", dealer.Events);
        Assert.Equal(Convert.ToHexString(Hex.Join(Vectors.Greeting, Vectors.ReadyDealer, Vectors.Pong)), dealer.Output);

        var router = Transcript.OfEverySplit(
            Transcript.Options(ZmqSocketType.Router), Hex.Join(Vectors.Greeting, Vectors.ReadyDealer, Vectors.Hi, Vectors.Ping));

        Assert.Equal(Ready + "Message([4869]) ", router.Events);
        Assert.Equal(Convert.ToHexString(Hex.Join(Vectors.Greeting, Vectors.ReadyRouter, Vectors.Pong)), router.Output);
    }
}
