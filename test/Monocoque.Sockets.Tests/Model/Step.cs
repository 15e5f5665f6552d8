namespace Monocoque.Sockets.Tests.Model;

/// <summary>What a random program may do. What a pattern has no use for, or what is impossible just then, is passed over.</summary>
internal enum Deed
{
    SendToHub,
    SendFromHub,
    ReceiveAtHub,
    ReceiveAtSpoke,
    DrainHub,
    Settle,
    Subscribe,
    Unsubscribe,
    KillByHub,
    KillBySpoke,
    Connect,
    Disconnect,
    Bind,
    Unbind,
    RestartSpoke,
    RestartHub,
}

/// <summary>One step of a program: what, at which spoke, and how often or with which topic.</summary>
internal sealed record Step(Deed Deed, int Spoke, int Amount)
{
    public override string ToString() => $"{Deed}({Spoke}, {Amount})";
}
