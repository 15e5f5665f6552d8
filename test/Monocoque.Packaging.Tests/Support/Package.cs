using System.IO.Compression;
using System.Xml.Linq;

namespace Monocoque.Packaging.Support;

/// <summary>What a package file holds.</summary>
internal sealed class Package : IDisposable
{
    /// <summary>What every package has because it is a zip file after the Open Packaging Conventions.</summary>
    private static readonly string[] s_wrapping = ["_rels/.rels", "[Content_Types].xml"];

    private readonly ZipArchive _archive;

    internal Package(string file)
    {
        _archive = ZipFile.OpenRead(file);
        using var nuspec = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        Metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    internal XElement Metadata { get; }

    /// <summary>The names of the files, without the wrapping.</summary>
    internal IEnumerable<string> Files => _archive.Entries.Select(entry => entry.FullName)
        .Where(name => !s_wrapping.Contains(name) && !name.EndsWith(".psmdcp", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>An element of the nuspec, or null.</summary>
    internal XElement? Find(string name) => Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    internal IEnumerable<XElement> FindAll(string name) => Metadata.Descendants().Where(element => element.Name.LocalName == name);

    internal byte[] Read(string name)
    {
        using var stream = _archive.GetEntry(name)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    internal string ReadText(string name) => System.Text.Encoding.UTF8.GetString(Read(name));

    public void Dispose() => _archive.Dispose();
}
