namespace Monocoque.Endpoints;

/// <summary>What the compiler says to a handler with a result on a socket that cannot reply.</summary>
internal static class NoReply
{
    internal const string Pull = "A PULL socket cannot reply, so what the handler returns would be lost. Return nothing: async context => { await …; }";
    internal const string XPub = "An XPUB socket cannot reply, so what the handler returns would be lost. Return nothing: async context => { await …; }";
    internal const string Sub = "A SUB socket cannot reply, so what the handler returns would be lost. Return nothing: async context => { await …; }";
    internal const string XSub = "An XSUB socket cannot reply, so what the handler returns would be lost. Return nothing: async context => { await …; }";
}
