using System.Globalization;

namespace SecureWorkers;

/// <summary>What the program does beside being the server.</summary>
internal static class Commands
{
    private const string Usage = """
        Usage:
          dotnet run --project samples/SecureWorkers -- keys FOLDER              makes a key for the server and one for each peer
          dotnet run --project samples/SecureWorkers -- --Keys FOLDER            the server, with the keys of the folder
          dotnet run --project samples/SecureWorkers -- worker FILE [ADDRESS] [JOBS]
                                                                                 a worker, with the key in the file; ADDRESS is tcp://127.0.0.1:5557
          dotnet run --project samples/SecureWorkers -- rotate FOLDER            a new key for the server, which may run meanwhile
        """;

    internal static async Task<int> RunAsync(string[] args)
    {
        using var end = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            end.Cancel();
        };
        try
        {
            switch (args)
            {
                case ["keys", var folder]:
                    KeyFolder.Create(folder);
                    Console.WriteLine($"The keys are in {Path.GetFullPath(folder)}. Whoever can read a file can be who it is for.");
                    return 0;

                case ["rotate", var folder]:
                    KeyFolder.Rotate(folder);
                    Console.WriteLine("The server has a new key, and takes the old one too. Hand out the new files, then remove PreviousSecretKey.");
                    return 0;

                case ["worker", var file, .. { Length: <= 2 } rest]:
                    var address = rest.Length > 0 ? rest[0] : "tcp://127.0.0.1:5557";
                    var jobs = rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : int.MaxValue;
                    return await Worker.RunAsync(file, address, jobs, end.Token);
            }
        }
        catch (Exception mistake) when (mistake is IOException or FormatException or InvalidOperationException)
        {
            Console.Error.WriteLine(mistake.Message);
            return 1;
        }
        return Explain("");
    }

    /// <summary>Says what is wrong and what there is, and returns the exit code for that.</summary>
    internal static int Explain(string mistake)
    {
        Console.Error.WriteLine($"{mistake}\n\n{Usage}".TrimStart());
        return 2;
    }
}
