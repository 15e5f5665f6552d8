namespace PriceFeed.Prices;

/// <summary>A price with its symbol, for the browser, which sees no topics.</summary>
public sealed record Quote(string Symbol, decimal Bid, decimal Ask);
