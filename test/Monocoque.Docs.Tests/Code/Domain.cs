using System.Text.Json.Serialization;

namespace Monocoque.Docs.Code;

/// <summary>The types that the documentation speaks of and that belong to its reader.</summary>
public sealed record Order(string Symbol, int Quantity);

public sealed record Confirmation(string Status);

public sealed record Price(decimal Bid, decimal Ask);

public sealed record Quote(decimal Bid, decimal Ask);

public sealed class OrderBook
{
    private int _placed;

    public Confirmation Place(Order order) => new($"accepted {order.Quantity} as {++_placed}");
}

public sealed class Program;

public sealed class Doorkeeper : IZmqAuthenticator
{
    public ValueTask<ZmqAuthenticationResult> AuthenticateAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Confirmation))]
[JsonSerializable(typeof(Price))]
public sealed partial class AppJson : JsonSerializerContext;
