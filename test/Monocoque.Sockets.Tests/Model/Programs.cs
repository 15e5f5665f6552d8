using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>
/// Makes random programs and runs each. One that fails is cut down to a short one that still does; the failure prints it, and the seed that brings it
/// back: put <c>seed,gamma</c> or <c>seed,gamma,size</c> as printed into <c>MONOCOQUE_MODEL_SEED</c>.
/// </summary>
internal static class Programs
{
    private const int MostSteps = 40;

    private static readonly Deed[] s_deeds =
    [
        // What moves messages comes more often than what breaks connections, or nothing would be under way when they break.
        .. Enumerable.Repeat<Deed[]>([Deed.SendToHub, Deed.SendFromHub, Deed.ReceiveAtHub, Deed.ReceiveAtSpoke], 4).SelectMany(static deeds => deeds),
        .. Enumerable.Repeat<Deed[]>([Deed.DrainHub, Deed.Settle, Deed.Subscribe], 2).SelectMany(static deeds => deeds),
        .. Enum.GetValues<Deed>(),
    ];

    /// <summary>How many programs a long run makes of each kind.</summary>
    internal static int ManyPrograms =>
        int.TryParse(Environment.GetEnvironmentVariable("MONOCOQUE_MODEL_PROGRAMS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 400;

    /// <summary>Runs <paramref name="count"/> programs, one after the other.</summary>
    internal static Task CheckAsync(int count, Func<Step[], Task> run) => CheckAsync(count, run, Environment.GetEnvironmentVariable("MONOCOQUE_MODEL_SEED"));

    /// <param name="count">How many.</param>
    /// <param name="run">Runs one.</param>
    /// <param name="seed">As a failure printed it; none: whatever comes.</param>
    internal static Task CheckAsync(int count, Func<Step[], Task> run, string? seed)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(Replay(seed)).WithEndSize(MostSteps);
        // FsCheck waits for each program on its thread, which is not to be the test's.
        return Task.Run(() => Check.One(config, Prop.ForAll(Arb.From(Steps, Shorter), (Func<Step[], Task>)run)));
    }

    private static Gen<Step[]> Steps =>
        (from deed in Gen.Elements(s_deeds)
         from spoke in Gen.Choose(0, 2)
         from amount in Gen.Choose(1, 8)
         select new Step(deed, spoke, amount)).ArrayOf();

    private static FSharpOption<Replay>? Replay(string? seed)
    {
        if (string.IsNullOrEmpty(seed))
            return FSharpOption<Replay>.None;
        var numbers = Array.ConvertAll(seed.Trim('(', ')').Split(','), static part => ulong.Parse(part, CultureInfo.InvariantCulture));
        return FSharpOption<Replay>.Some(new Replay(
            new Rnd(numbers[0], numbers[1]), numbers.Length > 2 ? FSharpOption<int>.Some((int)numbers[2]) : FSharpOption<int>.None));
    }

    /// <summary>The program without a half, without a quarter, … without one step.</summary>
    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (var length = steps.Length; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= steps.Length; start += length)
                yield return [.. steps[..start], .. steps[(start + length)..]];
        }
    }
}
