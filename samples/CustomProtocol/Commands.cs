namespace CustomProtocol;

/// <summary>What a line asks for, and the line that answers it.</summary>
internal static class Commands
{
    /// <summary>The answer, or null to a line that ends the conversation.</summary>
    internal static string? Run(string line, Store store)
    {
        var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["SET", var key, var value]:
                store.Set(key, value);
                return "OK";
            case ["GET", var key]:
                return store.Get(key) is { } found ? $"VALUE {found}" : "NONE";
            case ["DELETE", var key]:
                return store.Delete(key) ? "OK" : "NONE";
            case ["QUIT"]:
                return null;
            default:
                return "ERROR Say SET key value, GET key, DELETE key, or QUIT.";
        }
    }
}
