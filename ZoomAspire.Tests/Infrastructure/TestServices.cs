namespace ZoomAspire.Tests.Infrastructure;

/// <summary>
/// The real Postgres, Redis and S3 store that <c>./test.sh</c> (or <c>local/services.sh up</c>) has started, found through
/// the same connection strings that the services use.
/// </summary>
public static class TestServices
{
    /// <summary>Admin connection to the Postgres server; tests create a database of their own on it.</summary>
    public static string Postgres => Required("zoomaspire");

    /// <summary>Connection string of the Redis server; tests use keys of their own on it.</summary>
    public static string Redis => Required("redis");

    /// <summary><c>Endpoint=…;AccessKey=…;SecretKey=…;Bucket=…</c> of the S3 store; tests use a bucket of their own on it.</summary>
    public static string Media => Required("media");

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable($"ConnectionStrings__{name}") is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"ConnectionStrings__{name} is not set. Run ./test.sh, or start the servers with: eval \"$(local/services.sh up .data/test)\"");
}
