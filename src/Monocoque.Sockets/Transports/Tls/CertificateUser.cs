using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;

namespace Monocoque.Transports;

/// <summary>Who a certificate is about, with the claims that ASP.NET's certificate authentication makes.</summary>
internal static class CertificateUser
{
    private const string AuthenticationType = "Certificate";

    internal static ClaimsPrincipal Create(X509Certificate2 certificate)
    {
        var identity = new ClaimsIdentity(AuthenticationType);
        void Add(string type, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                identity.AddClaim(new Claim(type, value));
        }
        Add(ClaimTypes.Name, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Add(ClaimTypes.Thumbprint, certificate.Thumbprint);
        Add(ClaimTypes.X500DistinguishedName, certificate.SubjectName.Name);
        Add(ClaimTypes.SerialNumber, certificate.SerialNumber);
        Add(ClaimTypes.Dns, certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false));
        Add(ClaimTypes.Email, certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false));
        Add(ClaimTypes.Upn, certificate.GetNameInfo(X509NameType.UpnName, forIssuer: false));
        Add(ClaimTypes.Uri, certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false));
        Add("issuer", certificate.Issuer);
        return new ClaimsPrincipal(identity);
    }
}
