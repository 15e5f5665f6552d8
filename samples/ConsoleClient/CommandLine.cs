using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Monocoque;

namespace ConsoleClient;

/// <summary>What was asked for, with the addresses of PriceFeed where nothing else was said.</summary>
internal sealed class CommandLine
{
    internal const string Usage = """

        Usage:
          dotnet run --project samples/ConsoleClient -- order SYMBOL QUANTITY [--orders-address ADDRESS] [--timeout SECONDS]
          dotnet run --project samples/ConsoleClient -- prices [PREFIX] [--prices-address ADDRESS]

          order    places an order and prints the reply; the exit code is 0 if it was accepted
          prices   prints prices whose symbol starts with PREFIX, until Ctrl+C

          --orders-address   the ROUTER of PriceFeed, default tcp://127.0.0.1:5555
          --prices-address   the PUB of PriceFeed, default tcp://127.0.0.1:5556
          --timeout          how long to wait for the reply, default 5
        """;

    internal string Verb { get; private set; } = "";

    internal string Symbol { get; private set; } = "";

    internal int Quantity { get; private set; }

    internal string OrdersAddress { get; private set; } = "tcp://127.0.0.1:5555";

    internal string PricesAddress { get; private set; } = "tcp://127.0.0.1:5556";

    internal TimeSpan Timeout { get; private set; } = TimeSpan.FromSeconds(5);

    internal static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? command, [NotNullWhen(false)] out string? mistake)
    {
        var parsed = new CommandLine();
        mistake = parsed.Read(args);
        command = mistake is null ? parsed : null;
        return mistake is null;
    }

    private string? Read(string[] args)
    {
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                words.Add(args[i]);
            else if (ReadOption(args[i], ++i < args.Length ? args[i] : null) is { } mistake)
                return mistake;
        }
        return ReadWords(words);
    }

    private string? ReadWords(List<string> words)
    {
        switch (words)
        {
            case ["order", var symbol, var quantity]:
                Verb = "order";
                Symbol = symbol;
                if (!int.TryParse(quantity, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                    return $"The quantity '{quantity}' is not a whole number.";
                Quantity = number;
                return null;

            case ["prices"] or ["prices", _]:
                Verb = "prices";
                Symbol = words.Count > 1 ? words[1] : "";
                return null;

            case []:
                return "Say what to do: order or prices.";

            case ["order", ..]:
                return "An order has a symbol and a quantity, for example: order EURUSD 1";

            case ["prices", ..]:
                return "Prices takes one prefix at most.";

            default:
                return $"There is no command '{words[0]}'.";
        }
    }

    private string? ReadOption(string option, string? value)
    {
        switch (option)
        {
            case "--orders-address" when IsReachable(value):
                OrdersAddress = value;
                return null;

            case "--prices-address" when IsReachable(value):
                PricesAddress = value;
                return null;

            case "--timeout" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400:
                Timeout = TimeSpan.FromSeconds(seconds);
                return null;

            case "--orders-address" or "--prices-address":
                return $"{option} takes an address to connect to, such as tcp://127.0.0.1:5555; '{value}' is none.";

            case "--timeout":
                return $"{option} takes a number of seconds; '{value}' is none.";

            default:
                return $"There is no option {option}.";
        }
    }

    /// <summary>Whether one can connect there: a wildcard or port 0 is for listening only.</summary>
    private static bool IsReachable([NotNullWhen(true)] string? value) =>
        ZmqAddress.TryParse(value, out var address) && address is { Scheme: "tcp" or "ipc", IsWildcardHost: false, IsWildcardPath: false, Port: null or > 0 };
}
