using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>A call that sets up or drives a ring failed.</summary>
internal sealed class RingException(string operation, int error)
    : IOException($"{operation} failed: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).")
{
    /// <summary>What was called.</summary>
    internal string Operation { get; } = operation;

    /// <summary>The positive error number.</summary>
    internal int Error { get; } = error;
}
