namespace OrderRouter;

/// <summary>What became of an order, where and at which price.</summary>
internal sealed record Fill(string Symbol, int Quantity, string Venue, decimal Price, long Id = 0);
