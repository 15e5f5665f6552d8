using System.Security.Cryptography;
using System.Text;

namespace Monocoque.Dashboard;

/// <summary>The page: one document without anything from elsewhere, and the policy that lets a browser run nothing but it.</summary>
internal sealed class DashboardPage
{
    private static readonly Lazy<DashboardPage> s_instance = new(static () => new DashboardPage());

    private DashboardPage()
    {
        var style = Read("dashboard.css");
        var script = Read("dashboard.js");
        Html = Encoding.UTF8.GetBytes(Read("dashboard.html")
            .Replace("/*style*/", style, StringComparison.Ordinal).Replace("/*script*/", script, StringComparison.Ordinal));
        SecurityPolicy = $"default-src 'none'; style-src {Hash(style)}; script-src {Hash(script)}; connect-src 'self'; img-src data:;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    internal static DashboardPage Instance => s_instance.Value;

    internal ReadOnlyMemory<byte> Html { get; }

    /// <summary>The value of <c>Content-Security-Policy</c>.</summary>
    internal string SecurityPolicy { get; }

    /// <summary>With the line ends that a browser sees, since it compares hashes.</summary>
    private static string Read(string name)
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
