using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ZoomAspire.ServiceDefaults.Telemetry;
using ZoomAspire.Tests.Bot;

namespace ZoomAspire.Tests.ServiceDefaults;

/// <summary>The last line: whatever is said, no secret leaves the process in a log or a span.</summary>
public sealed class SecretRedactorTests
{
    private static readonly SecretRedactor Redactor = new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["ZOOM_CLIENT_SECRET"] = "client-secret-value",
        ["ZOOM_WEBHOOK_SECRET_PREVIOUS"] = "previousWebhookSecret",
        ["TOKEN_ENCRYPTION_KEYS"] = "k2:c2VjcmV0LWtleS1vZi0zMi1ieXRlcy0wMTIzNDU2Nzg=,k1:b3RoZXItc2VjcmV0LWtleS1vZi0zMi1ieXRlcy0wMTIzNA==",
        ["INTERNAL_API_KEY"] = "bot:internal-key-0123456789abc:connect",
        ["NOTES_LLM_KEY"] = "sk-llm-key-0123456789",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=collector-key-0123456789",
        ["ConnectionStrings:zoomaspire"] = "Host=database.example.org;Username=app;Password=database-password;Database=zoomaspire",
        ["ConnectionStrings:redis"] = "redis.example.org:6379,password=redis-password,abortConnect=false",
        ["ConnectionStrings:media"] = "Endpoint=https://s3.example.org;AccessKey=access-key-value;SecretKey=secret+key/value;Bucket=media",
        ["ZOOM_CLIENT_ID"] = "client-id-is-public",
    }).Build());

    public static TheoryData<string> Secrets =>
    [
        "client-secret-value", "previousWebhookSecret", "c2VjcmV0LWtleS1vZi0zMi1ieXRlcy0wMTIzNDU2Nzg", "b3RoZXItc2VjcmV0LWtleS1vZi0zMi1ieXRlcy0wMTIzNA",
        "internal-key-0123456789abc", "sk-llm-key-0123456789", "collector-key-0123456789", "database-password", "redis-password",
        "access-key-value", "secret+key/value", "secret%2Bkey%2Fvalue",
        "123456789:AAtest-token-for-the-simulator-only00",
        "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4",
    ];

    public static TheoryData<string, string> Named => new()
    {
        { "Authorization: Bearer 0123456789abcdefghij", "0123456789abcdefghij" },
        { "https://zoom.us/rec/download/x?access_token=abcdefghijkl&y=1", "abcdefghijkl" },
        { """{"refresh_token":"a-refresh-token","scope":"x"}""", "a-refresh-token" },
        { "GET /zoom/callback?code=0123456789abcdefg&state=hijklmnopqrstuvwxyz", "0123456789abcdefg" },
        { "GET /zoom/callback?code=0123456789abcdefg&state=hijklmnopqrstuvwxyz", "hijklmnopqrstuvwxyz" },
        { "/start c_AbCdEfGhIjKlMnOpQrStUv", "AbCdEfGhIjKlMnOpQrStUv" },
        { "https://s3/x?X-Amz-Signature=0123456789abcdef0123", "0123456789abcdef0123" },
        { "recording_play_passcode passcode: pass1234", "pass1234" },
        { "code_verifier=verifier-of-somebody", "verifier-of-somebody" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Secrets_are_taken_out_of_messages_values_scopes_and_exceptions(string secret)
    {
        var told = Tell($"before {secret} after");

        Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        Assert.Contains("before [redacted]", told, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void What_is_called_a_secret_is_taken_out(string text, string secret) =>
        Assert.DoesNotContain(secret, Tell(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("Webhook recording.completed: Accepted")]
    [InlineData("database.example.org and redis.example.org:6379 answer")]
    [InlineData("client-id-is-public")]
    [InlineData("FetchMeeting job 0198a3c2-7f0e-7b1c-9d53-1a2b3c4d5e6f failed (Transient: A server answered with status 503.)")]
    [InlineData("status code: 401, state: Polling")]
    public void What_is_no_secret_stays(string text) => Assert.Equal(text, Redactor.Redact(text));

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Secrets_are_taken_off_spans(string secret)
    {
        using var source = new ActivitySource($"test-{Guid.NewGuid():n}");
        using var spans = new SpanCollector();
        using (Sdk.CreateTracerProviderBuilder().AddSource(source.Name).AddProcessor(new SecretScrubbingProcessor(Redactor))
            .AddProcessor(new SimpleActivityExportProcessor(spans)).Build())
        {
            using (var span = source.StartActivity($"call {secret}"))
            {
                span!.SetTag("what", $"with {secret}").SetTag("port", 443).SetStatus(ActivityStatusCode.Error, $"refused {secret}");
            }

            using (var span = source.StartActivity("with an event"))
            {
                span!.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection { ["exception.message"] = secret }));
            }
        }

        var exported = Assert.Single(spans.Spans);
        Assert.DoesNotContain(secret, SpanCollector.TextOf(exported), StringComparison.Ordinal);
        Assert.Equal(443, exported.GetTagItem("port"));
    }

    private static string Tell(string text)
    {
        var lines = new ConcurrentQueue<string>();
        using var logs = new LogCollector();
        using var providers = LoggerFactory.Create(builder => builder.AddProvider(logs).AddProvider(new ValueCollector(lines)).SetMinimumLevel(LogLevel.Trace));
        using var factory = new RedactingLoggerFactory(providers, Redactor);
        var logger = factory.CreateLogger("test");
        using (logger.BeginScope(new Dictionary<string, object> { ["scope"] = text }))
        {
#pragma warning disable CA1848, CA2254 // What others log is not made by a generator.
            logger.LogWarning(new InvalidOperationException(text, new IOException(text)), "{Text}", text);
            logger.LogWarning(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
#pragma warning restore CA1848, CA2254
        }

        return $"{logs} {string.Join(' ', lines)}";
    }

    /// <summary>What a provider sees that writes values.</summary>
    private sealed class ValueCollector(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Note(state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Note(state);
            lines.Enqueue($"{exception?.Message} {exception?.InnerException?.Message}");
        }

        public void Dispose()
        {
        }

        private void Note<TState>(TState state)
        {
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                lines.Enqueue($"{name}={value}");
            }
        }
    }
}
