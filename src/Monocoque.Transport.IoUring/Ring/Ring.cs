using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>
/// One io_uring. It belongs to the thread that created it: no other may submit, wait or dispose. It counts what is in flight, so that its
/// owner knows when nothing refers to its memory any more.
/// </summary>
internal sealed partial class Ring : IDisposable
{
    private const uint RequiredFlags = IoUringConstants.SetupSubmitAll | IoUringConstants.SetupCooperativeTaskRun
        | IoUringConstants.SetupTaskRunFlag | IoUringConstants.SetupSingleIssuer | IoUringConstants.SetupDeferTaskRun;

    private const uint RequiredFeatures = IoUringConstants.FeatureSingleMap | IoUringConstants.FeatureNoDrop | IoUringConstants.FeatureExtendedArgument;
    private const uint FewestEntries = 64;

    private readonly RingDescriptor _descriptor;
    private readonly RingMapping _rings;
    private readonly RingMapping _entries;
    private readonly SubmissionQueue _submissions;
    private readonly CompletionQueue _completions;
    private readonly uint _enterFlags;
    private bool _isDisposed;

    private Ring(RingDescriptor descriptor, RingMapping rings, RingMapping entries, in SetupParameters parameters)
    {
        _descriptor = descriptor;
        _rings = rings;
        _entries = entries;
        _submissions = new SubmissionQueue(rings, entries, parameters);
        _completions = new CompletionQueue(rings, parameters);
        _enterFlags = (parameters.Features & IoUringConstants.FeatureNoIoWait) != 0 ? IoUringConstants.EnterNoIoWait : 0;
        SubmissionEntries = (int)parameters.SubmissionEntries;
        CompletionEntries = (int)parameters.CompletionEntries;
    }

    /// <summary>What the kernel gave, which may be less than asked for where locked memory is scarce.</summary>
    internal int SubmissionEntries { get; }

    internal int CompletionEntries { get; }

    /// <summary>Operations whose last completion has not been taken.</summary>
    internal int InFlight { get; private set; }

    /// <summary>Calls of <c>io_uring_enter</c>. Read by others for metrics.</summary>
    internal long Enters { get; private set; }

    /// <summary>Times the kernel had more completions than fit.</summary>
    internal long Overflows { get; private set; }

    internal RingDescriptor Descriptor => _descriptor;

    /// <summary>Whether completions can be taken, now or after <see cref="Submit"/>.</summary>
    internal bool HasCompletions => !_completions.IsEmpty || WantsEnter;

    internal bool HasSubmissions => _submissions.Pending != 0;

    private bool WantsEnter =>
        (_submissions.Flags & (IoUringConstants.SubmissionTaskRun | IoUringConstants.SubmissionCompletionOverflow)) != 0;

    /// <summary>Creates a ring of about these sizes; of smaller ones where the limit of locked memory forbids them.</summary>
    /// <exception cref="RingException">The kernel refused.</exception>
    internal static Ring Create(int submissionEntries, int completionEntries)
    {
        var parameters = default(SetupParameters);
        var file = Setup((uint)submissionEntries, (uint)completionEntries, ref parameters);
        var descriptor = new RingDescriptor(file);
        RingMapping? rings = null, entries = null;
        try
        {
            if ((parameters.Features & RequiredFeatures) != RequiredFeatures)
                throw new RingException("io_uring_setup (features)", Errno.EINVAL);
            rings = RingMapping.OfRing(file, RingLength(parameters), IoUringConstants.OffsetSubmissionRing);
            entries = RingMapping.OfRing(file, (nuint)parameters.SubmissionEntries * 64, IoUringConstants.OffsetSubmissionEntries);
            descriptor.RegisterWithThread();
            return new Ring(descriptor, rings, entries, parameters);
        }
        catch
        {
            entries?.Dispose();
            rings?.Dispose();
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Hands all prepared operations to the kernel and lets it deliver what has completed. Does not wait.</summary>
    internal void Submit() => Enter(minimum: 0, timeout: null);

    /// <summary>As <see cref="Submit"/>, then waits until a completion is there or <paramref name="timeout"/> has passed.</summary>
    internal void SubmitAndWait(TimeSpan? timeout = null) => Enter(minimum: 1, timeout);

    internal bool TryTake(out Completion completion)
    {
        if (!_completions.TryTake(out completion))
            return false;
        // A message from another thread was not submitted here.
        if (!completion.HasMore && completion.Id.Operation != RingOperation.Wake)
            InFlight--;
        return true;
    }

    /// <summary>Releases mappings and descriptor. The kernel ends what is still in flight by itself, later: its memory must outlive that.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _entries.Dispose();
        _rings.Dispose();
        _descriptor.Dispose();
    }

    private static int Setup(uint submissionEntries, uint completionEntries, ref SetupParameters parameters)
    {
        var optional = IoUringConstants.SetupNoSubmissionArray;
        while (true)
        {
            parameters = new SetupParameters
            {
                CompletionEntries = Math.Max(completionEntries, submissionEntries),
                Flags = RequiredFlags | optional | IoUringConstants.SetupCompletionSize | IoUringConstants.SetupClamp,
            };
            var result = IoUringSyscalls.Setup(submissionEntries, ref parameters);
            if (result >= 0)
                return result;
            if (result == -Errno.EINVAL && optional != 0)
                optional = 0;
            else if (result == -Errno.ENOMEM && submissionEntries > FewestEntries)
                (submissionEntries, completionEntries) = (submissionEntries / 2, completionEntries / 2);
            else
                throw new RingException("io_uring_setup", -result);
        }
    }

    private static nuint RingLength(in SetupParameters parameters)
    {
        var submissions = parameters.Submission.Array + parameters.SubmissionEntries * sizeof(uint);
        var completions = parameters.Completion.Entries + parameters.CompletionEntries * 16;
        return Math.Max(submissions, completions);
    }

    private void Enter(uint minimum, TimeSpan? timeout)
    {
        if ((_submissions.Flags & IoUringConstants.SubmissionCompletionOverflow) != 0)
            Overflows++;
        var submit = _submissions.Publish();
        var flags = IoUringConstants.EnterGetEvents | (minimum != 0 ? _enterFlags : 0);
        var result = _descriptor.Enter(submit, minimum, flags, timeout);
        Enters++;
        // EINTR, EAGAIN, EBUSY and the end of the timeout: what was not submitted goes with the next call, after completions were taken.
        if (result < 0 && result is not (-Errno.EINTR or -Errno.EAGAIN or -Errno.EBUSY or -Errno.ETIME))
            throw new RingException("io_uring_enter", -result);
    }
}
