namespace Monocoque.Transport.IoUring.Interop;

/// <summary>Numbers of the io_uring interface, named as in <c>linux/io_uring.h</c>, grouped by the field they go into.</summary>
internal static class IoUringConstants
{
    internal const byte OpPollAdd = 6;
    internal const byte OpAccept = 13;
    internal const byte OpAsyncCancel = 14;
    internal const byte OpConnect = 16;
    internal const byte OpReceive = 27;
    internal const byte OpMessageRing = 40;

    internal const byte EntryBufferSelect = 1 << 5;

    internal const uint SetupCompletionSize = 1 << 3;
    internal const uint SetupClamp = 1 << 4;
    internal const uint SetupSubmitAll = 1 << 7;
    internal const uint SetupCooperativeTaskRun = 1 << 8;
    internal const uint SetupTaskRunFlag = 1 << 9;
    internal const uint SetupSingleIssuer = 1 << 12;
    internal const uint SetupDeferTaskRun = 1 << 13;
    internal const uint SetupNoSubmissionArray = 1 << 16;

    internal const uint FeatureSingleMap = 1 << 0;
    internal const uint FeatureNoDrop = 1 << 1;
    internal const uint FeatureExtendedArgument = 1 << 8;
    internal const uint FeatureNoIoWait = 1 << 17;

    internal const uint EnterGetEvents = 1 << 0;
    internal const uint EnterExtendedArgument = 1 << 3;
    internal const uint EnterRegisteredRing = 1 << 4;
    internal const uint EnterNoIoWait = 1 << 7;

    internal const uint SubmissionCompletionOverflow = 1 << 1;
    internal const uint SubmissionTaskRun = 1 << 2;

    internal const uint RegisterRingDescriptors = 20;
    internal const uint UnregisterRingDescriptors = 21;
    internal const uint RegisterBufferRing = 22;
    internal const uint UnregisterBufferRing = 23;
    internal const uint RegisterSendMessageRing = 31;

    internal const ushort AcceptMultishot = 1 << 0;
    internal const ushort ReceivePollFirst = 1 << 0;
    internal const ushort ReceiveMultishot = 1 << 1;
    internal const uint PollMultishot = 1 << 0;
    internal const uint CancelAll = 1 << 0;
    internal const uint CancelAny = 1 << 2;

    internal const uint CompletionHasBuffer = 1 << 0;
    internal const uint CompletionHasMore = 1 << 1;
    internal const int CompletionBufferShift = 16;

    internal const long OffsetSubmissionRing = 0;
    internal const long OffsetSubmissionEntries = 0x10000000;
}
