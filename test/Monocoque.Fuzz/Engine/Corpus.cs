using System.Security.Cryptography;

namespace Monocoque.Fuzz.Engine;

/// <summary>The inputs of a target that each went somewhere new, one file each, named by their content.</summary>
internal sealed class Corpus
{
    private const string Extension = ".bin";
    private const string FoundPrefix = "found-";

    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _found = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly string _folder;

    /// <param name="root">The folder with a folder for each target.</param>
    /// <param name="target">The name of the target.</param>
    internal Corpus(string root, string target)
    {
        _folder = Path.Combine(root, target);
        if (!Directory.Exists(_folder))
            return;
        foreach (var file in Directory.EnumerateFiles(_folder, "*" + Extension).Order(StringComparer.Ordinal))
            Remember(File.ReadAllBytes(file), isFound: Path.GetFileName(file).StartsWith(FoundPrefix, StringComparison.Ordinal));
    }

    /// <summary>Those that broke something once.</summary>
    internal IReadOnlyList<byte[]> Found => _found;

    internal int Count => _inputs.Count;

    internal IReadOnlyList<byte[]> Inputs => _inputs;

    /// <summary>Keeps an input; false if it is there already.</summary>
    internal bool Add(byte[] input) => Write("", input) is not null && Remember(input);

    /// <summary>Keeps an input that broke something, under a name that says so. It stays in the corpus when it is mended.</summary>
    internal string AddFinding(byte[] input) => Write(FoundPrefix, input) ?? "(known)";

    /// <summary>Forgets an input.</summary>
    internal void Remove(byte[] input)
    {
        _inputs.Remove(input);
        _names.Remove(NameOf(input));
        File.Delete(Path.Combine(_folder, NameOf(input) + Extension));
    }

    internal byte[] Pick(Random random) => _inputs[random.Next(_inputs.Count)];

    private static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];

    private bool Remember(byte[] input, bool isFound = false)
    {
        if (!_names.Add(NameOf(input)))
            return false;
        (isFound ? _found : _inputs).Add(input);
        return true;
    }

    private string? Write(string prefix, byte[] input)
    {
        if (_names.Contains(NameOf(input)))
            return null;
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, prefix + NameOf(input) + Extension);
        File.WriteAllBytes(file, input);
        return file;
    }
}
