using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monocoque.AspNetCore.AotApp;

internal sealed record Price(decimal Bid, decimal Ask);

internal sealed record Order(string Symbol, int Quantity);

internal sealed record OrderReply(string Status, string? Reason = null, long? Id = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Price))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderReply))]
internal sealed partial class AppJson : JsonSerializerContext;
