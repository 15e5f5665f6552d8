namespace OrderRouter;

/// <summary>What a trader sends: <c>{"symbol":"EURUSD","quantity":1}</c>.</summary>
internal sealed record Order(string Symbol, int Quantity);
