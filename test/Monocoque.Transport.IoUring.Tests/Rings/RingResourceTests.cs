using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>Everything a ring takes from the system it gives back.</summary>
[Collection(RunAlone.Name)]
public class RingResourceTests
{
    public RingResourceTests() => IoUringArm.SkipIfLeftOut();

    [Fact]
    public void Disposed_ring_leaves_no_descriptor_and_no_mapping()
    {
        CreateAndDispose();
        var before = CountOfRings();

        for (var i = 0; i < 50; i++)
            CreateAndDispose();

        Assert.Equal(before, CountOfRings());
    }

    private static void CreateAndDispose()
    {
        using var ring = Ring.Create(64, 128);
        using var buffers = new BufferRing(ring.Descriptor, 0, 64, 256);
    }

    /// <summary>What belongs to rings alone.</summary>
    private static (int Descriptors, int Mappings) CountOfRings() =>
        (Directory.EnumerateFiles("/proc/self/fd").Count(IsRing), File.ReadLines("/proc/self/maps").Count(line => line.Contains("io_uring", StringComparison.Ordinal)));

    private static bool IsRing(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget?.Contains("io_uring", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
