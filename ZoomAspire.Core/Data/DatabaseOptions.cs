using Microsoft.Extensions.Configuration;
using Npgsql;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Data;

/// <summary>Where PostgreSQL is. The client reads the connection string itself; here it is checked at the start.</summary>
public sealed class DatabaseOptions : ISettings
{
    private const string Form = "Host=…;Port=…;Username=…;Password=…;Database=…";

    /// <summary>ConnectionStrings__zoomaspire: secret.</summary>
    [ConfigurationKeyName("ConnectionStrings:" + DataExtensions.ConnectionName)]
    public string ConnectionString { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return $"ConnectionStrings__zoomaspire is missing: it must say where PostgreSQL is, as {Form}";
        }
        else if (!IsUsable(ConnectionString))
        {
            yield return $"ConnectionStrings__zoomaspire is malformed: it must say where PostgreSQL is, as {Form}";
        }
    }

    // Connects to nothing. What the client throws may quote the text.
    private static bool IsUsable(string text)
    {
        try
        {
            var builder = new NpgsqlDataSourceBuilder(text);
            using var source = builder.Build();
            return !string.IsNullOrEmpty(builder.ConnectionStringBuilder.Database);
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidCastException or OverflowException or InvalidOperationException
            or NotSupportedException or KeyNotFoundException)
        {
            return false;
        }
    }
}
