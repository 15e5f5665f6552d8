using ConsoleClient;

if (!CommandLine.TryParse(args, out var command, out var mistake))
{
    Console.Error.WriteLine(mistake);
    Console.Error.WriteLine(CommandLine.Usage);
    return 2;
}

using var end = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    end.Cancel();
};

return command.Verb switch
{
    "order" => await OrderCommand.RunAsync(command, end.Token),
    _ => await PricesCommand.RunAsync(command, end.Token),
};
