using System.Data.Common;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ZoomAspire.AppHost;

/// <summary>
/// Whether a server that this system starts is ready to be used. A first start has to make the database and the bucket as well:
/// the services may do it themselves, but a store without them is not ready for anybody else.
/// </summary>
internal static class Readiness
{
    /// <summary>Registers a check that uses the store through its connection string.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="server">Name of the server.</param>
    /// <param name="store">The connection string.</param>
    /// <param name="check">Throws while the server is not ready.</param>
    /// <returns>The key of the check.</returns>
    public static string AddReadiness(
        this IDistributedApplicationBuilder builder,
        string server,
        IResourceBuilder<IResourceWithConnectionString> store,
        Func<string, CancellationToken, Task> check)
    {
        var key = $"{server}-ready";
        builder.Services.AddHealthChecks().AddAsyncCheck(key, async cancellationToken =>
        {
            try
            {
                var connectionString = await store.Resource.GetConnectionStringAsync(cancellationToken);
                await check(connectionString ?? "", cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is DbException or SocketException or IOException or AmazonServiceException or AmazonClientException or HttpRequestException)
            {
                return HealthCheckResult.Unhealthy($"{server} is not ready.", e);
            }
        });
        return key;
    }

    /// <summary>Connects and makes the database on the first start.</summary>
    /// <param name="connectionString">Connection string of the database.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task PostgresAsync(string connectionString, CancellationToken cancellationToken)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 3 };
        var maintenance = new NpgsqlConnectionStringBuilder(wanted.ConnectionString) { Database = "postgres" };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.AddWithValue(wanted.Database!);
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            var name = new NpgsqlCommandBuilder().QuoteIdentifier(wanted.Database!);
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Sends PING.</summary>
    /// <param name="connectionString"><c>host:port,password=…</c>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task RedisAsync(string connectionString, CancellationToken cancellationToken)
    {
        var parts = connectionString.Split(',');
        var address = parts[0].Split(':');
        var password = parts.Single(static p => p.StartsWith("password=", StringComparison.Ordinal))["password=".Length..];
        using var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {password}\r\nPING\r\n"), cancellationToken);
        using var reader = new StreamReader(stream);
        var authenticated = await reader.ReadLineAsync(cancellationToken);
        var answer = await reader.ReadLineAsync(cancellationToken);
        if (authenticated != "+OK" || answer != "+PONG")
        {
            // While it loads its file, Redis answers with an error.
            throw new IOException("Redis does not answer PING yet.");
        }
    }

    /// <summary>Asks for the bucket and makes it on the first start.</summary>
    /// <param name="connectionString"><c>Endpoint=…;AccessKey=…;SecretKey=…;Bucket=…</c>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task S3Async(string connectionString, CancellationToken cancellationToken)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var configuration = new AmazonS3Config
        {
            ServiceURL = (string)parts["Endpoint"],
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(5),
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        using var client = new AmazonS3Client((string)parts["AccessKey"], (string)parts["SecretKey"], configuration);
        var bucket = (string)parts["Bucket"];
        var buckets = await client.ListBucketsAsync(cancellationToken);
        if (buckets.Buckets?.Any(b => b.BucketName == bucket) != true)
        {
            await client.PutBucketAsync(bucket, cancellationToken);
        }
    }
}
