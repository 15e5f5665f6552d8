using System.Reflection;
using System.Runtime.InteropServices;

namespace Monocoque.Zmtp;

/// <summary>
/// The few functions of libsodium that CURVE stands on. The library is loaded when CURVE is first used. Lengths are the callers' to get right:
/// each wrapper checks them against what the function reads and writes.
/// </summary>
internal static partial class Sodium
{
    internal const int KeySize = 32;
    internal const int NonceSize = 24;
    internal const int MacSize = 16;
    private const int StreamNonceStart = 16;

    private const string Library = "libsodium";

    private static readonly Lazy<DllNotFoundException?> s_failure = new(Initialize);

    /// <summary>Why CURVE cannot be used on this machine, in words with the remedy; null if it can.</summary>
    internal static string? Obstacle => s_failure.Value?.Message;

    /// <exception cref="DllNotFoundException">The library is not installed; the message names the package.</exception>
    internal static void ThrowIfMissing()
    {
        if (s_failure.Value is { } failure)
            throw new DllNotFoundException(failure.Message, failure);
    }

    /// <summary>The public key of a secret key.</summary>
    internal static void DerivePublicKey(Span<byte> publicKey, ReadOnlySpan<byte> secretKey)
    {
        CheckLengths(publicKey.Length == KeySize && secretKey.Length == KeySize);
        _ = ScalarMultiplyBase(publicKey, secretKey);
    }

    /// <summary>The key two ends share. False if the public key is one of those that give no secret (all zero, say).</summary>
    internal static bool TryAgree(Span<byte> shared, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> secretKey)
    {
        CheckLengths(shared.Length == KeySize && publicKey.Length == KeySize && secretKey.Length == KeySize);
        return BeforeNm(shared, publicKey, secretKey) == 0;
    }

    /// <summary>Makes <paramref name="box"/>, a MAC and the encrypted text, out of <paramref name="text"/>, which may be the box's own last part.</summary>
    internal static void Seal(Span<byte> box, ReadOnlySpan<byte> text, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        CheckLengths(box.Length == text.Length + MacSize && nonce.Length == NonceSize && key.Length == KeySize);
        _ = SecretBoxEasy(box, text, (ulong)text.Length, nonce, key);
    }

    /// <summary>The reverse of <see cref="Seal"/>. False, and nothing is written, if the box was not made with this key and nonce.</summary>
    internal static bool TryOpen(Span<byte> text, ReadOnlySpan<byte> box, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        CheckLengths(box.Length >= MacSize && text.Length == box.Length - MacSize && nonce.Length == NonceSize && key.Length == KeySize);
        return SecretBoxOpenEasy(text, box, (ulong)box.Length, nonce, key) == 0;
    }

    /// <summary>The key of Salsa20 that XSalsa20 makes of a key and the first 16 octets of a nonce.</summary>
    internal static void DeriveStreamKey(Span<byte> streamKey, ReadOnlySpan<byte> nonceStart, ReadOnlySpan<byte> key)
    {
        CheckLengths(streamKey.Length == KeySize && nonceStart.Length == StreamNonceStart && key.Length == KeySize);
        _ = HSalsa20(streamKey, nonceStart, key, nint.Zero);
    }

    /// <summary>The first octets of what Salsa20 makes of a key and the last 8 octets of a nonce.</summary>
    internal static void WriteStream(Span<byte> stream, ReadOnlySpan<byte> nonceEnd, ReadOnlySpan<byte> streamKey)
    {
        CheckLengths(nonceEnd.Length == NonceSize - StreamNonceStart && streamKey.Length == KeySize);
        _ = Salsa20(stream, (ulong)stream.Length, nonceEnd, streamKey);
    }

    /// <summary>Encrypts or decrypts with the stream, from its block <paramref name="block"/> on. Source and destination may be the same.</summary>
    internal static void ApplyStream(Span<byte> destination, ReadOnlySpan<byte> source, ReadOnlySpan<byte> nonceEnd, ulong block, ReadOnlySpan<byte> streamKey)
    {
        CheckLengths(destination.Length == source.Length && nonceEnd.Length == NonceSize - StreamNonceStart && streamKey.Length == KeySize);
        _ = Salsa20Xor(destination, source, (ulong)source.Length, nonceEnd, block, streamKey);
    }

    /// <summary>Poly1305. The key is for this text alone.</summary>
    internal static void Authenticate(Span<byte> mac, ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        CheckLengths(mac.Length == MacSize && key.Length == KeySize);
        _ = OneTimeAuth(mac, text, (ulong)text.Length, key);
    }

    /// <summary>Compares in constant time.</summary>
    internal static bool IsAuthentic(ReadOnlySpan<byte> mac, ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        CheckLengths(mac.Length == MacSize && key.Length == KeySize);
        return OneTimeAuthVerify(mac, text, (ulong)text.Length, key) == 0;
    }

    /// <summary>Loads the first of the libraries that is there; a failure names all of them and the package.</summary>
    internal static nint Load(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(Sodium).Assembly, DllImportSearchPath.SafeDirectories, out var library))
                return library;
        }
        throw new DllNotFoundException(
            $"CURVE needs the system library libsodium 1.0.18 or later ({string.Join(" or ", names)}), which cannot be loaded. Install it: apt-get install"
            + " libsodium23 (Debian, Ubuntu), dnf or apk add libsodium (Fedora, Alpine), brew install libsodium (macOS); on Windows put libsodium.dll beside the"
            + " program. Or use another mechanism.");
    }

    private static DllNotFoundException? Initialize()
    {
        try
        {
            var library = Load(
                OperatingSystem.IsWindows() ? ["libsodium.dll"]
                : OperatingSystem.IsMacOS() ? ["libsodium.23.dylib", "libsodium.26.dylib", "/opt/homebrew/lib/libsodium.dylib", "/usr/local/lib/libsodium.dylib"]
                : ["libsodium.so.23", "libsodium.so.26"]);
            NativeLibrary.SetDllImportResolver(
                typeof(Sodium).Assembly, (string name, Assembly _, DllImportSearchPath? _) => string.Equals(name, Library, StringComparison.Ordinal) ? library : nint.Zero);
            return Init() < 0 ? new DllNotFoundException("libsodium is there but does not start (sodium_init failed), so CURVE cannot be used.") : null;
        }
        catch (DllNotFoundException exception)
        {
            return exception;
        }
    }

    private static void CheckLengths(bool areRight)
    {
        if (!areRight)
            throw new InvalidOperationException("A length that libsodium would not survive.");
    }

    [LibraryImport(Library, EntryPoint = "sodium_init")]
    private static partial int Init();

    [LibraryImport(Library, EntryPoint = "crypto_scalarmult_base")]
    private static partial int ScalarMultiplyBase(Span<byte> publicKey, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_beforenm")]
    private static partial int BeforeNm(Span<byte> shared, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_secretbox_easy")]
    private static partial int SecretBoxEasy(Span<byte> box, ReadOnlySpan<byte> text, ulong textLength, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_secretbox_open_easy")]
    private static partial int SecretBoxOpenEasy(Span<byte> text, ReadOnlySpan<byte> box, ulong boxLength, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_core_hsalsa20")]
    private static partial int HSalsa20(Span<byte> output, ReadOnlySpan<byte> input, ReadOnlySpan<byte> key, nint constant);

    [LibraryImport(Library, EntryPoint = "crypto_stream_salsa20")]
    private static partial int Salsa20(Span<byte> stream, ulong length, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_stream_salsa20_xor_ic")]
    private static partial int Salsa20Xor(
        Span<byte> destination, ReadOnlySpan<byte> source, ulong length, ReadOnlySpan<byte> nonce, ulong block, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_onetimeauth_poly1305")]
    private static partial int OneTimeAuth(Span<byte> mac, ReadOnlySpan<byte> text, ulong length, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_onetimeauth_poly1305_verify")]
    private static partial int OneTimeAuthVerify(ReadOnlySpan<byte> mac, ReadOnlySpan<byte> text, ulong length, ReadOnlySpan<byte> key);
}
