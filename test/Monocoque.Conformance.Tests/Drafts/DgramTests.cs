using System.Net;
using System.Net.Sockets;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Drafts;

/// <summary>C-090: DGRAM.</summary>
public sealed class DgramTests : DraftTest
{
    [Theory, Conformance("C-090", Pairings = Pairing.Us)]
    public async Task C090_connecting_fails(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var dgram = Ours.CreateSocket<IDgramSocket>();
        Assert.Equal(ZmqError.NotSupported, Assert.Throws<ZmqException>(() => dgram.Connect("udp://127.0.0.1:5555")).Error);
        await FailsAsync(ZmqError.NotSupported, () => dgram.ConnectAsync("tcp://127.0.0.1:5555", Deadline).AsTask());
        await FailsAsync(ZmqError.NotSupported, () => dgram.BindAsync("tcp://127.0.0.1:0", Deadline).AsTask());
    }

    [Theory, Conformance("C-090", Pairings = Pairing.UsUs, Wires = Wire.Udp)]
    public async Task C090_an_address_and_a_body_go_there_and_back(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var listener = Ours.CreateSocket<IDgramSocket>();
        var sender = Ours.CreateSocket<IDgramSocket>();
        var listening = $"127.0.0.1:{(await listener.BindAsync(FreeAddress(wire), Deadline)).Port}";
        var sending = $"127.0.0.1:{(await sender.BindAsync(FreeAddress(wire), Deadline)).Port}";
        await sender.SendAsync(ZmqMessage.Text(listening, "Is someone there ?"), Deadline);
        await ExpectAsync(listener, sending, "Is someone there ?");
        await listener.SendAsync(ZmqMessage.Text(sending, "Yes, there is !"), Deadline);
        await ExpectAsync(sender, listening, "Yes, there is !");
    }

    [Theory, Conformance("C-090", Pairings = Pairing.UsUs, Wires = Wire.Udp)]
    public async Task C090_also_over_IPv6(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Udp), (pairing, wire));
        var listener = Ours.CreateSocket<IDgramSocket>();
        var sender = Ours.CreateSocket<IDgramSocket>();
        var listening = $"[::1]:{(await listener.BindAsync("udp://[::1]:0", Deadline)).Port}";
        var sending = $"[::1]:{(await sender.BindAsync("udp://[::1]:0", Deadline)).Port}";
        await sender.SendAsync(ZmqMessage.Text(listening, "x"), Deadline);
        await ExpectAsync(listener, sending, "x");
    }

    [Theory, Conformance("C-090", Pairings = Pairing.UsOctets, Wires = Wire.Udp)]
    public async Task C090_a_datagram_is_the_body_and_nothing_else(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsOctets, pairing);
        using var plain = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var dgram = Ours.CreateSocket<IDgramSocket>();
        var bound = await dgram.BindAsync(FreeAddress(wire), Deadline);
        await plain.SendAsync("\u0001g"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, bound.Port!.Value), Deadline);
        await ExpectAsync(dgram, $"{plain.Client.LocalEndPoint}", "\u0001g");
        await dgram.SendAsync(ZmqMessage.Text($"{plain.Client.LocalEndPoint}", "answer"), Deadline);
        Assert.Equal("answer"u8.ToArray(), (await plain.ReceiveAsync(Deadline)).Buffer);
    }
}
