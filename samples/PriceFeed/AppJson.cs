using System.Text.Json;
using System.Text.Json.Serialization;
using PriceFeed.Orders;
using PriceFeed.Prices;

namespace PriceFeed;

/// <summary>Everything that is JSON here, over HTTP and over ZMQ, with code made at compile time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Price))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderReply))]
internal sealed partial class AppJson : JsonSerializerContext;
