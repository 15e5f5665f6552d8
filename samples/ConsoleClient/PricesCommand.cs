using Monocoque;

namespace ConsoleClient;

/// <summary>Prints prices until Ctrl+C. The publisher may come and go: the socket connects again by itself.</summary>
internal static class PricesCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    internal static async Task<int> RunAsync(CommandLine command, CancellationToken end)
    {
        await using var sub = ZmqSocket.Create<ISubSocket>();
        sub.Subscribe(command.Symbol);
        try
        {
            await ConnectAsync(sub, command.PricesAddress, end);
            await foreach (var message in sub.ReceiveAllAsync(end))
            {
                using (message)
                    Console.WriteLine($"{message.GetString(0)} {message.GetString(message.Count - 1)}");
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Ctrl+C is how this command ends.
        }
        return 0;
    }

    private static async Task ConnectAsync(ISubSocket sub, string address, CancellationToken end)
    {
        var connected = sub.ConnectAsync(address, end).AsTask();
        if (await Task.WhenAny(connected, Task.Delay(s_patience, end)) != connected)
            Console.Error.WriteLine($"Nobody answers at {address} yet; still trying. Start PriceFeed with: dotnet run --project samples/PriceFeed");
        await connected;
        Console.Error.WriteLine($"Connected to {address}. Prices appear as they are posted; Ctrl+C ends.");
    }
}
