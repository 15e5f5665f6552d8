using System.Text.Json.Serialization;

namespace PriceFeed.Orders;

/// <summary>The answer to an order, the one frame of the reply.</summary>
public sealed record OrderReply(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null)
{
    public static OrderReply Accepted(long id) => new("accepted", Id: id);

    public static OrderReply Rejected(string reason) => new("rejected", Reason: reason);
}
