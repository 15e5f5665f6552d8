using Microsoft.Extensions.Options;
using Monocoque;

namespace PriceFeed;

/// <summary>What the person at the keyboard can put right: said in words, without a stack trace.</summary>
internal static class StartUpFault
{
    /// <summary>False if the fault is in the program, which nobody should hide.</summary>
    internal static bool Explain(Exception exception)
    {
        switch (exception)
        {
            case OptionsValidationException { Failures: var failures }:
                Write("The configuration is wrong.", failures);
                return true;

            case ZmqException or FormatException or IOException or InvalidOperationException:
                Write("PriceFeed cannot start.", [exception.Message]);
                return true;

            default:
                return false;
        }
    }

    private static void Write(string headline, IEnumerable<string> lines)
    {
        Console.Error.WriteLine();
        Console.Error.WriteLine(headline);
        foreach (var line in lines)
            Console.Error.WriteLine($"  {line}");
    }
}
