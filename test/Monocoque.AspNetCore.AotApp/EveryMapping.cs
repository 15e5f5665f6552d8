namespace Monocoque.AspNetCore.AotApp;

/// <summary>Every mapping that needs no reflection, in both shapes, so that the analyzers see them all.</summary>
internal static class EveryMapping
{
    internal static void MapEvery(this WebApplication app)
    {
        ZmqDelegate nothing = static _ => default;
        var group = app.MapGroup("").WithMetadata("of the group");
        group.MapZmqRouter("inproc://router", nothing).PropagateContext().BindTo("inproc://router-too").WithDisplayName("router");
        group.MapZmqRouter<SilentHandler>("inproc://router-class");
        group.MapZmqRep("inproc://rep", nothing).AllowAnonymous();
        group.MapZmqRep<SilentHandler>("inproc://rep-class");
        group.MapZmqDealer("inproc://dealer", nothing).ConnectTo("inproc://router");
        group.MapZmqDealer<SilentHandler>("inproc://dealer-class");
        group.MapZmqPair("inproc://pair", nothing);
        group.MapZmqPair<SilentHandler>("inproc://pair-class");
        group.MapZmqPull("inproc://pull", nothing);
        group.MapZmqPull<SilentHandler>("inproc://pull-class");
        group.MapZmqXPub("inproc://xpub", nothing);
        group.MapZmqXPub<SilentHandler>("inproc://xpub-class");
        group.MapZmqSub(">inproc://xpub", "", nothing);
        group.MapZmqSub<SilentHandler>(">inproc://xpub-class", "a");
        group.MapZmqXSub("inproc://xsub", "", nothing);
        group.MapZmqXSub<SilentHandler>("inproc://xsub-class", "a");
        group.MapZmqPub(">inproc://xsub");
        group.MapZmqPush(">inproc://pull");
        group.MapZmqProxy<IXSubSocket, IXPubSocket>("inproc://in", "inproc://out");
        group.MapZmqZapHandler("inproc://zeromq.zap.01");
    }

    private sealed class SilentHandler(ILogger<SilentHandler> log) : IZmqHandler
    {
        public ValueTask HandleAsync(ZmqContext context)
        {
            log.WorkReceived(context.Message.GetString(0));
            return default;
        }
    }
}
