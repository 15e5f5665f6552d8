using System.Diagnostics.CodeAnalysis;

namespace Monocoque;

/// <summary>
/// Handles a message. It returns <see cref="ValueTask"/>, to which <c>Task&lt;T&gt;</c> does not convert, so that no result is dropped silently:
/// write <c>async context => …</c>, or <c>(ZmqContext context) => …</c> for a handler with a result.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "As RequestDelegate and ConnectionDelegate, which it stands beside.")]
public delegate ValueTask ZmqDelegate(ZmqContext context);
