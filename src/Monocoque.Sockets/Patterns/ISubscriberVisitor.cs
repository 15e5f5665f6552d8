namespace Monocoque.Patterns;

/// <summary>
/// Receives the matches of a <see cref="SubscriptionTrie{T}"/>. A struct, so that matching allocates nothing and calls directly.
/// </summary>
internal interface ISubscriberVisitor<in T>
{
    void Visit(T subscriber);
}
