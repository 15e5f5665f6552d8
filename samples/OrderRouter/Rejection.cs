namespace OrderRouter;

/// <summary>The answer to an order that was not filled.</summary>
internal sealed record Rejection(string Reason);
