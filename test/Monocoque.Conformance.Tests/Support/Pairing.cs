namespace Monocoque.Conformance.Support;

/// <summary>Who plays the two roles of an entry. The first is the one the entry is about.</summary>
[Flags]
public enum Pairing
{
    None = 0,

    /// <summary>Ours with ours.</summary>
    UsUs = 1,

    /// <summary>The behaviour is ours, the partner libzmq's.</summary>
    UsLibZmq = 2,

    /// <summary>The behaviour is libzmq's, the partner ours.</summary>
    LibZmqUs = 4,

    /// <summary>Ours with a peer whose octets the test writes.</summary>
    UsOctets = 8,

    /// <summary>Ours alone: what needs no peer.</summary>
    Us = 16,

    /// <summary>Whether the test itself is right: libzmq in both roles. Runs on demand only.</summary>
    LibZmqLibZmq = 32,

    /// <summary>Whether the test itself is right: libzmq with octets of the test. Runs on demand only.</summary>
    LibZmqOctets = 64,

    All = UsUs | UsLibZmq | LibZmqUs,
}
