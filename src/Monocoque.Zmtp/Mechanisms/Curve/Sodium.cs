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
}
