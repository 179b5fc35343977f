using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ZoomAspire.Core.Accounts;
using ZoomAspire.ServiceDefaults.Telemetry;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Api;
using ZoomAspire.Tests.Bot;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Recordings;
using ZoomAspire.Tests.ServiceDefaults;

namespace ZoomAspire.Tests.Operator;

/// <summary>
/// Every secret goes through every path, the broken ones above all; then logs, spans, labels of metrics and the whole database are searched
/// for them. The pipeline logs without the redaction that is the services' last line, and everything that there is to log.
/// </summary>
public sealed partial class SecretPathsTests : IAsyncLifetime
{
    private const string DownloadToken = "download-token-of-the-webhook-0123456789";
    private const string Passcode = "passcode-of-the-recording";

    private readonly LogCollector _logs = new();
    private readonly SpanCollector _spans = new();
    private readonly ConcurrentQueue<string> _labels = new();
    private readonly List<string> _secrets = [DownloadToken, Passcode];
    private PipelineScene _scene = null!;
    private ApiFactory _api = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _scene = await PipelineScene.CreateAsync(log: logging => logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Trace));
        _api = new ApiFactory(_scene.Database.ConnectionString);
        foreach (var (name, value) in _scene.Settings)
        {
            _api.With(name, value);
        }

        _client = _api.WithWebHostBuilder(web => Microsoft.AspNetCore.TestHost.WebHostBuilderExtensions.ConfigureTestServices(web, services =>
            services.AddLogging(logging => logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Trace)))).CreateClient(
            new Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        foreach (var name in (string[])["ZOOM_CLIENT_SECRET", "ZOOM_WEBHOOK_SECRET", "STATE_SECRET", "TELEGRAM_BOT_TOKEN", "INTERNAL_API_KEY"])
        {
            _secrets.Add(_scene.Settings[name]!);
        }

        _secrets.Add(_scene.Settings["TOKEN_ENCRYPTION_KEYS"]!.Split(':')[1]);
        _secrets.Add(SecretKey().Match(TestServices.Media).Groups["value"].Value);
        _secrets.Add(new NpgsqlConnectionStringBuilder(_scene.Database.ConnectionString).Password!);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _scene.DisposeAsync();
        _spans.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task No_secret_is_found_in_logs_spans_metrics_dead_letters_or_the_database()
    {
        using (Tracing())
        using (Metering())
        {
            await ConnectAsync();
            await RefuseAsync();
            await DeliverWithTroubleAsync();
            await RefreshWithTroubleAsync();
            await DieAsync();
        }

        var found = Places(await DumpAsync()).SelectMany(place => _secrets.Distinct()
            .Where(secret => secret.Length >= 8 && place.Text.Contains(secret, StringComparison.Ordinal))
            .Select(secret => $"{place.Name}: {secret[..6]}…"));

        Assert.True(_logs.All.Length > 10_000, "Hardly anything was logged.");
        Assert.NotEmpty(_spans.Spans);
        Assert.NotEmpty(_labels);
        Assert.Empty(found);
    }

    private TracerProvider Tracing() => Sdk.CreateTracerProviderBuilder()
        .SetSampler(new AlwaysOnSampler())
        .AddSource("ZoomAspire", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
        .AddProcessor(new UrlScrubbingProcessor())
        .AddProcessor(new SimpleActivityExportProcessor(_spans))
        .Build();

    private MeterListener Metering()
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, _, labels, _) => Note(instrument, labels));
        listener.SetMeasurementEventCallback<double>((instrument, _, labels, _) => Note(instrument, labels));
        listener.Start();
        return listener;

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            foreach (var (name, value) in labels)
            {
                _labels.Enqueue($"{instrument.Name} {name}={value}");
            }
        }
    }

    // The link with its state, the code, the page with the proof; then all of them once more.
    private async Task ConnectAsync()
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/zoom/connect?telegram_chat_id={_scene.ChatId}&telegram_user_id={_scene.ChatId}");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _scene.Settings["INTERNAL_API_KEY"]);
        using var answer = await _client.SendAsync(ask);
        var link = new Uri((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("authorize_url").GetString()!);
        var redirect = _scene.Zoom.Consent(link, _scene.Host.Id, allow: true);
        var query = QueryHelpers.ParseQuery(redirect.Query);
        _secrets.AddRange([query["state"].ToString(), query["code"].ToString()]);
        var page = await _client.GetStringAsync(new Uri($"/zoom/callback{redirect.Query}", UriKind.Relative));
        _secrets.Add(Nonce().Match(page).Groups["nonce"].Value);
        Assert.True(_secrets[^1].Length > 10, "The page shows the proof.");
        (await _client.GetAsync(new Uri($"/zoom/callback{redirect.Query}", UriKind.Relative))).Dispose();
        (await _client.GetAsync(new Uri($"/zoom/callback?code={query["code"]}&state={query["state"]}x", UriKind.Relative))).Dispose();
    }

    private async Task RefuseAsync()
    {
        await PostAsync("{\"event\":\"recording.completed\",\"download_token\":\"" + DownloadToken + "\"", TestSettings.WebhookSecret);
        await PostAsync(Completed("/forged==", 1), "another secret");
        (await _client.GetAsync(new Uri($"/media?token={DownloadToken}", UriKind.Relative))).Dispose();
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/zoom/status?telegram_user_id=1");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DownloadToken);
        (await _client.SendAsync(ask)).Dispose();
    }

    private async Task DeliverWithTroubleAsync()
    {
        _secrets.Add(await TokenAsync());
        foreach (var (operation, kind) in new[]
        {
            (ZoomOperation.GetRecordings, ZoomFaultKind.MalformedJson), (ZoomOperation.GetRecordings, ZoomFaultKind.Unauthorized),
            (ZoomOperation.Download, ZoomFaultKind.Html), (ZoomOperation.Download, ZoomFaultKind.HostileRedirect),
        })
        {
            _scene.Fail(operation, kind, count: 1);
            var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, CancellationToken.None);
            await PostAsync(Completed(ended.Uuid, ended.MeetingId), TestSettings.WebhookSecret);
            _scene.Telegram.Inject(new TelegramFault("editMessageMedia", "internal_error"));
            await _scene.RunRoundsAsync(20);
            _scene.Heal();
        }

        Assert.NotEmpty(_scene.Audios());
        _secrets.Add(await TokenAsync());
    }

    private async Task RefreshWithTroubleAsync()
    {
        _scene.Fail(ZoomOperation.Token, ZoomFaultKind.ServerError, count: 1);
        var vault = _scene.Services.GetRequiredService<TokenVault>();
        await Assert.ThrowsAnyAsync<Exception>(() => vault.RefreshNowAsync(_scene.ConnectionId, CancellationToken.None));
        _scene.Heal();
    }

    private async Task DieAsync()
    {
        _scene.Fail(ZoomOperation.GetRecordings, ZoomFaultKind.ErrorInSuccess);
        var ended = await _scene.Zoom.EndMeetingAsync(_scene.Board() with { SendWebhook = false }, CancellationToken.None);
        await PostAsync(Completed(ended.Uuid, ended.MeetingId), TestSettings.WebhookSecret);
        await _scene.RunOnceAsync();
        await _scene.LosePatienceAsync();
        await _scene.RunRoundsAsync(3);
        Assert.Contains(await _scene.JobsAsync(), job => job.Status == Core.Queue.JobStatus.Dead && job.LastError is { Length: > 0 });
    }

    private async Task<string> TokenAsync() =>
        (await _scene.Services.GetRequiredService<TokenVault>().GetAsync(_scene.ConnectionId, CancellationToken.None)).Value;

    private string Completed(string uuid, long meetingId) => JsonSerializer.Serialize(new
    {
        @event = "recording.completed",
        event_ts = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        download_token = DownloadToken,
        payload = new
        {
            account_id = _scene.Host.AccountId,
            @object = new
            {
                uuid,
                id = meetingId,
                host_id = _scene.Host.Id,
                topic = "Board",
                password = Passcode,
                recording_play_passcode = Passcode,
                share_url = $"https://zoom.us/rec/share/x?pwd={Passcode}",
                recording_files = new[]
                {
                    new { id = Guid.NewGuid().ToString(), recording_type = "audio_only", download_url = $"https://zoom.us/rec/download/x?access_token={DownloadToken}" },
                },
            },
        },
    });

    private async Task PostAsync(string body, string secret)
    {
        var timestamp = _api.Clock.GetUtcNow().ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/zoom") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-zm-request-timestamp", timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("x-zm-signature", $"v0={Convert.ToHexStringLower(signature)}");
        (await _client.SendAsync(request)).Dispose();
    }

    private IEnumerable<(string Name, string Text)> Places(string dump) =>
    [
        ("logs", _logs.All),
        ("spans", string.Join('\n', _spans.Spans.Select(SpanCollector.TextOf))),
        ("metrics", string.Join('\n', _labels)),
        ("database", dump),
        ("database, as bytes", Encoding.Latin1.GetString([.. Bytes().Matches(dump).SelectMany(match => Convert.FromHexString(match.Groups["hex"].Value))])),
    ];

    private async Task<string> DumpAsync()
    {
        var text = new StringBuilder();
        await using var connection = new NpgsqlConnection(_scene.Database.ConnectionString);
        await connection.OpenAsync();
        var tables = await ReadAsync(connection, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'");
        Assert.Contains("jobs", tables);
        foreach (var table in tables)
        {
            foreach (var row in await ReadAsync(connection, $"SELECT t::text FROM {table} t"))
            {
                text.AppendLine(row);
            }
        }

        return text.ToString();
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    [GeneratedRegex("start=c_(?<nonce>[A-Za-z0-9_-]{22})")]
    private static partial Regex Nonce();

    [GeneratedRegex("SecretKey=(?<value>[^;]+)")]
    private static partial Regex SecretKey();

    [GeneratedRegex(@"\\x(?<hex>(?:[0-9a-f]{2})+)")]
    private static partial Regex Bytes();
}
