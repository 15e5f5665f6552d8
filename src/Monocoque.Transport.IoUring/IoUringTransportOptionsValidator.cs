using System.Numerics;
using Microsoft.Extensions.Options;

namespace Monocoque.Transport.IoUring;

/// <summary>Says which option is wrong and what it may be.</summary>
internal sealed class IoUringTransportOptionsValidator : IValidateOptions<IoUringTransportOptions>
{
    public ValidateOptionsResult Validate(string? name, IoUringTransportOptions options)
    {
        var faults = new List<string>();
        if (options.RingCount is < 1 or > 64)
            faults.Add($"RingCount is {options.RingCount}; it may be 1 to 64, or null.");
        CheckPowerOfTwo(faults, nameof(options.QueueDepth), options.QueueDepth, 64, 32768);
        CheckPowerOfTwo(faults, nameof(options.CompletionQueueDepth), options.CompletionQueueDepth, Math.Max(64, options.QueueDepth), 65536);
        CheckPowerOfTwo(faults, nameof(options.ReceiveBufferCount), options.ReceiveBufferCount, 2, 32768);
        CheckRange(faults, nameof(options.ReceiveBufferSize), options.ReceiveBufferSize, 64, 1024 * 1024);
        CheckRange(faults, nameof(options.BusyPollMicroseconds), options.BusyPollMicroseconds, 0, 1000);
        CheckRange(faults, nameof(options.Backlog), options.Backlog, 1, int.MaxValue);
        if ((long)options.ReceiveBufferCount * options.ReceiveBufferSize > int.MaxValue)
            faults.Add("ReceiveBufferCount times ReceiveBufferSize must be less than 2 GiB.");
        if (options.MaxReadBufferSize is <= 0)
            faults.Add($"MaxReadBufferSize is {options.MaxReadBufferSize}; it must be positive, or null for no limit.");
        if (options.MaxWriteBufferSize is < 0)
            faults.Add($"MaxWriteBufferSize is {options.MaxWriteBufferSize}; it must not be negative; null is no limit.");
        if (options.CreateBoundListenSocket is null)
            faults.Add("CreateBoundListenSocket must not be null.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckPowerOfTwo(List<string> faults, string name, int value, int least, int most)
    {
        if (value < least || value > most || !BitOperations.IsPow2(value))
            faults.Add($"{name} is {value}; it must be a power of two from {least} to {most}.");
    }

    private static void CheckRange(List<string> faults, string name, int value, int least, int most)
    {
        if (value < least || value > most)
            faults.Add($"{name} is {value}; it may be {least} to {most}.");
    }
}
