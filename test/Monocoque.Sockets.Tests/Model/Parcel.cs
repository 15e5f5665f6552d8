namespace Monocoque.Sockets.Tests.Model;

/// <summary>What the model knows of a message that was taken by a socket.</summary>
internal enum Fate
{
    /// <summary>It must arrive.</summary>
    Due,

    /// <summary>It is in the receiver's queue: the end of its connection cannot take it from there.</summary>
    Arrived,

    /// <summary>It was under way when its connection ended, or above a mark: it may arrive or not.</summary>
    Doubtful,

    /// <summary>The application has it. It must not come again.</summary>
    Received,
}

/// <summary>One message to one receiver.</summary>
/// <param name="from">Number of the spoke that sent it, or <see cref="Hub"/>.</param>
/// <param name="to">Number of the spoke that is to get it, <see cref="Hub"/>, or <see cref="Any"/> spoke.</param>
/// <param name="number">Its place among all that were sent.</param>
/// <param name="epoch">How often anything about the connections had changed.</param>
internal sealed class Parcel(int from, int to, int number, int epoch)
{
    internal const int Hub = -1;
    internal const int Any = -2;

    internal int From => from;

    internal int To => to;

    internal int Number => number;

    internal int Epoch => epoch;

    internal string? Topic { get; init; }

    internal Fate Fate { get; set; }

    internal bool MustCome => Fate is Fate.Due or Fate.Arrived;

    internal bool IsOpen => Fate != Fate.Received;

    public override string ToString() => $"message {number} from {from} to {to} ({Fate})";
}
