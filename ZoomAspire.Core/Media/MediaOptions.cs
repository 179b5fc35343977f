using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Core.Media;

/// <summary>
/// Where media is kept: any S3-compatible store. Read from the connection string <c>media</c>:
/// <c>Endpoint=…;AccessKey=…;SecretKey=…;Bucket=…[;Region=…]</c>.
/// </summary>
public sealed class MediaOptions
{
    /// <summary>Name of the connection string.</summary>
    public const string ConnectionName = "media";

    private const string DefaultRegion = "us-east-1";

    /// <summary>The store's address.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Access key id.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>Secret access key.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>The bucket; made at the start if it is missing.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; set; } = DefaultRegion;

    /// <summary>Reads a connection string.</summary>
    /// <param name="connectionString">The text.</param>
    /// <param name="options">What it says.</param>
    /// <returns>False if it is not a list of names and values.</returns>
    internal static bool TryParse(string connectionString, [NotNullWhen(true)] out MediaOptions? options)
    {
        options = null;
        DbConnectionStringBuilder values;
        try
        {
            values = new DbConnectionStringBuilder { ConnectionString = connectionString };
        }
        catch (ArgumentException)
        {
            return false;
        }

        string Value(string name) => values.TryGetValue(name, out var value) ? (string)value : "";
        options = new MediaOptions
        {
            Endpoint = Uri.TryCreate(Value("Endpoint"), UriKind.Absolute, out var endpoint) ? endpoint : null,
            AccessKey = Value("AccessKey"),
            SecretKey = Value("SecretKey"),
            Bucket = Value("Bucket"),
            Region = Value("Region") is { Length: > 0 } region ? region : DefaultRegion,
        };
        return true;
    }

    internal IEnumerable<string> Problems()
    {
        var missing = Missing().ToList();
        if (missing.Count > 0)
        {
            yield return $"ConnectionStrings__media must name {string.Join(", and ", missing)}.";
        }
    }

    private IEnumerable<string> Missing()
    {
        if (Endpoint is not { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" })
        {
            yield return "an Endpoint (an http or https address without a path)";
        }

        if (AccessKey.Length == 0 || SecretKey.Length == 0)
        {
            yield return "an AccessKey and a SecretKey";
        }

        if (Bucket.Length is < 3 or > 63)
        {
            yield return "a Bucket of 3 to 63 characters";
        }
    }
}

/// <summary>Binds <see cref="MediaOptions"/> and says what is wrong with them without quoting them.</summary>
internal sealed class MediaOptionsSetup(IConfiguration configuration) : IConfigureOptions<MediaOptions>, IValidateOptions<MediaOptions>
{
    public void Configure(MediaOptions options)
    {
        if (MediaOptions.TryParse(configuration.GetConnectionString(MediaOptions.ConnectionName) ?? "", out var read))
        {
            (options.Endpoint, options.AccessKey, options.SecretKey, options.Bucket, options.Region) =
                (read.Endpoint, read.AccessKey, read.SecretKey, read.Bucket, read.Region);
        }
    }

    public ValidateOptionsResult Validate(string? name, MediaOptions options)
    {
        var problems = options.Problems().ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
