using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Monocoque.Packaging.Support;

/// <summary>What an assembly and its symbols say about their making.</summary>
internal static class Symbols
{
    /// <summary>Whether the same sources make the same octets.</summary>
    internal static bool IsReproducible(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        return image.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    /// <summary>The id of the symbols that the assembly was made with.</summary>
    internal static Guid IdIn(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var entry = image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        return image.ReadCodeViewDebugDirectoryData(entry).Guid;
    }

    internal static (Guid Id, IReadOnlyList<string> Documents) Read(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        var reader = provider.GetMetadataReader();
        var documents = reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name)).ToList();
        return (new BlobContentId(reader.DebugMetadataHeader!.Id).Guid, documents);
    }

    /// <summary>The public types as the documentation names them, and the assemblies it refers to.</summary>
    internal static (IReadOnlyList<string> PublicTypes, IReadOnlyList<string> References) Surface(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var reader = image.GetMetadataReader();
        var types = reader.TypeDefinitions.Select(reader.GetTypeDefinition)
            .Where(type => (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
            .Select(type => $"T:{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}")
            .ToList();
        return (types, [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))]);
    }
}
