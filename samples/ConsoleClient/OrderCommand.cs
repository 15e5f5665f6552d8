using System.Text.Json;
using System.Text.Json.Serialization;
using Monocoque;

namespace ConsoleClient;

/// <summary>Places one order and prints the reply.</summary>
internal static class OrderCommand
{
    internal static async Task<int> RunAsync(CommandLine command, CancellationToken end)
    {
        await using var req = ZmqSocket.Create<IReqSocket>(options => options.Linger = TimeSpan.Zero);
        req.Connect(command.OrdersAddress);
        try
        {
            var order = JsonSerializer.SerializeToUtf8Bytes(new Order(command.Symbol, command.Quantity), OrderJson.Default.Order);
            using var reply = await req.RequestAsync(ZmqMessage.Wrap(order), command.Timeout, end);
            Console.WriteLine(reply.GetString(reply.Count - 1));
            return reply.ReadJson(OrderJson.Default.Reply)?.Status is "accepted" ? 0 : 1;
        }
        catch (TimeoutException)
        {
            Console.Error.WriteLine($"No reply from {command.OrdersAddress} within {command.Timeout.TotalSeconds} s.");
            Console.Error.WriteLine("Is PriceFeed running? Start it with: dotnet run --project samples/PriceFeed");
            return 1;
        }
        catch (JsonException)
        {
            Console.Error.WriteLine($"{command.OrdersAddress} answered, but not as PriceFeed does.");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}

internal sealed record Order(string Symbol, int Quantity);

internal sealed record Reply(string? Status);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Reply))]
internal sealed partial class OrderJson : JsonSerializerContext;
