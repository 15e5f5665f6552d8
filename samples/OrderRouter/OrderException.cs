namespace OrderRouter;

/// <summary>An order that cannot be filled, and why, in words for the trader.</summary>
internal sealed class OrderException(string message) : Exception(message);
