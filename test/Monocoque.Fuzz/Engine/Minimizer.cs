namespace Monocoque.Fuzz.Engine;

/// <summary>
/// Makes an input smaller as long as it still does what it is kept for: cuts halves, quarters and so on down to single octets, then zeros what may be zero.
/// </summary>
internal static class Minimizer
{
    private const int MostTries = 600;

    internal static byte[] Minimize(byte[] input, Func<byte[], bool> stillDoes)
    {
        var tries = 0;
        for (var size = input.Length / 2; size >= 1; size /= 2)
        {
            for (var at = 0; at + size <= input.Length && tries < MostTries; tries++)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + size)];
                if (stillDoes(shorter))
                    input = shorter;
                else
                    at += size;
            }
        }
        for (var i = 0; i < input.Length && tries < MostTries; i++)
        {
            if (input[i] == 0)
                continue;
            var plainer = input.ToArray();
            plainer[i] = 0;
            tries++;
            if (stillDoes(plainer))
                input = plainer;
        }
        return input;
    }
}
