namespace PriceFeed.Orders;

/// <summary>What a client sends to the ROUTER: <c>{"symbol":"EURUSD","quantity":1}</c>.</summary>
public sealed record Order(string? Symbol, int Quantity);
