using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Monocoque;

namespace SecureWorkers;

/// <summary>Asks for work, does it, and reports with the next question.</summary>
internal static class Worker
{
    internal static async Task<int> RunAsync(string keyFile, string address, int jobs, CancellationToken end)
    {
        var keys = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(keyFile)).Build();
        await using var req = ZmqSocket.Create<IReqSocket>(options =>
        {
            options.Security.Mechanism = ZmqMechanism.Curve;
            options.Security.SecretKey = keys["SecretKey"];
            options.Security.ServerKey = keys["ServerKey"];
            options.Linger = TimeSpan.Zero;
        });
        try
        {
            await req.ConnectAsync(address, end);
            Console.WriteLine($"Connected to {address}.");
            var report = new Report(Number: null, Primes: null);
            for (var done = 0; done < jobs; done++)
            {
                using var reply = await req.RequestAsync(
                    ZmqMessage.Wrap(JsonSerializer.SerializeToUtf8Bytes(report, JsonSerializerOptions.Web)), TimeSpan.FromSeconds(10), end);
                var job = reply.ReadJson<Job>(JsonSerializerOptions.Web)!;
                report = new Report(job.Number, CountPrimes(job.Below));
                Console.WriteLine($"Job {job.Number}: {report.Primes} primes below {job.Below}.");
            }
            return 0;
        }
        catch (ZmqException refused) when (refused.Error == ZmqError.Refused)
        {
            Console.Error.WriteLine($"{address} does not let us in: the key is not known there, or is not that of a worker.");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static int CountPrimes(int below)
    {
        var count = 0;
        for (var candidate = 2; candidate < below; candidate++)
        {
            var isPrime = true;
            for (var divisor = 2; isPrime && divisor * divisor <= candidate; divisor++)
                isPrime = candidate % divisor != 0;
            count += isPrime ? 1 : 0;
        }
        return count;
    }
}
