using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using ZoomAspire.Simulator.Demo;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Bench;

/// <summary>Somebody with a chat and a Zoom account, who has allowed the app there.</summary>
/// <param name="ChatId">The private chat with the bot.</param>
/// <param name="ZoomUserId">The Zoom user.</param>
/// <param name="AccountId">The user's Zoom account: everybody has one of their own.</param>
/// <param name="Tokens">What Zoom's token endpoint answered.</param>
internal sealed record BenchPerson(long ChatId, string ZoomUserId, string AccountId, JsonObject Tokens);

/// <summary>A recording that is there at Zoom, and of which nobody has been told yet.</summary>
/// <param name="Sha256">Of its audio: no two are alike.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Webhook">The body of the event that tells of it.</param>
internal sealed record BenchRecording(string Sha256, long Size, string Webhook);

/// <summary>
/// The simulator, in a process of its own, as Zoom and Telegram of a run. Its webhooks come here, so that a run can send them on when they
/// are due.
/// </summary>
internal sealed class BenchSimulator : IAsyncDisposable
{
    private const int AtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _webhooks = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly DemoControl _control;
    private readonly Uri _page = NewAddress();
    private readonly WebApplication _inbox;
    private readonly ChildProcess _process;

    private BenchSimulator(WebApplication inbox)
    {
        _inbox = inbox;
        inbox.MapPost("/", TakeAsync);
        _http.BaseAddress = _page;
        _control = new DemoControl(_http);
        _process = ChildProcess.Start(BenchSettings.AssemblyOf("ZoomAspire.Simulator"), [], new Dictionary<string, string>
        {
            ["SIM_PAGE_PORT"] = Port(_page),
            ["SIM_ZOOM_PORT"] = Port(Zoom),
            ["SIM_DOWNLOAD_PORT"] = Port(Downloads),
            ["SIM_TELEGRAM_PORT"] = Port(Telegram),
            ["SIM_WEBHOOK_URL"] = inbox.Urls.Single(),
            ["ZOOM_CLIENT_ID"] = SignedWebhooks.ClientId,
            ["ZOOM_CLIENT_SECRET"] = BenchSettings.ClientSecret,
            ["ZOOM_WEBHOOK_SECRET"] = SignedWebhooks.Secret,
            ["ZOOM_REDIRECT"] = BenchSettings.Redirect,
            ["TELEGRAM_BOT_TOKEN"] = BenchSettings.BotToken,
        });
    }

    /// <summary>zoom.us and api.zoom.us.</summary>
    public Uri Zoom { get; } = NewAddress();

    /// <summary>Where downloads are redirected to.</summary>
    public Uri Downloads { get; } = NewAddress();

    /// <summary>The Bot API.</summary>
    public Uri Telegram { get; } = NewAddress();

    /// <summary>Starts it. Its Telegram takes files as large as a server of one's own does.</summary>
    public static async Task<BenchSimulator> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var inbox = builder.Build();
        inbox.Urls.Add(BenchSettings.Base(NewAddress()));
        var simulator = new BenchSimulator(inbox);
        try
        {
            await inbox.StartAsync(cancellationToken);
            await simulator._process.AnswersAsync(simulator._http, new Uri(simulator._page, "sim/telegram/violations"), cancellationToken);
            await simulator.PostAsync("telegram/settings", new { LocalServer = true, TooLargeAnswer = "json" }, cancellationToken);
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>People who have started the bot and allowed the app.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<BenchPerson>> AddPeopleAsync(int count, CancellationToken cancellationToken)
    {
        var people = new BenchPerson[count];
        await ForAllAsync(count, async index => people[index] = await AddPersonAsync($"Person {index + 1}", cancellationToken));
        return people;
    }

    /// <summary>Recordings, each of the next person in turn.</summary>
    /// <param name="hosts">Whose.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">Bytes of each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<BenchRecording>> RecordAsync(
        IReadOnlyList<BenchPerson> hosts, int count, long size, CancellationToken cancellationToken)
    {
        var recordings = new BenchRecording[count];
        await ForAllAsync(count, async index => recordings[index] = await RecordAsync(hosts[index % hosts.Count], size, cancellationToken));
        return recordings;
    }

    /// <summary>The files that came into chats since a time.</summary>
    public Task<IReadOnlyList<ArrivalView>> ArrivalsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        _control.ArrivalsAsync(since, cancellationToken);

    /// <summary>Buys a person's next pair of tokens, and keeps it nowhere.</summary>
    public Task RefreshAsync(BenchPerson person, CancellationToken cancellationToken) => BuyTokensAsync(
        [new("grant_type", "refresh_token"), new("refresh_token", (string)person.Tokens["refresh_token"]!)], cancellationToken);

    /// <summary>How often each person's pair has been refreshed, by the id at Zoom.</summary>
    public async Task<IReadOnlyDictionary<string, int>> RefreshesAsync(CancellationToken cancellationToken) =>
        (await _control.ZoomStateAsync(cancellationToken)).Grants.ToDictionary(grant => grant.UserId, grant => grant.Refreshes, StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">The bot called what the Bot API does not allow.</exception>
    public async Task CheckCallsAsync(CancellationToken cancellationToken)
    {
        if (await _control.ViolationsAsync(cancellationToken) is [var first, ..])
        {
            throw new InvalidOperationException($"A call of {first.Method} was not allowed: {first.Problem}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Dispose();
        _http.Dispose();
        await _inbox.DisposeAsync();
    }

    private static Uri NewAddress() => new($"http://127.0.0.1:{BenchSettings.FreePort().ToString(CultureInfo.InvariantCulture)}");

    private static string Port(Uri address) => address.Port.ToString(CultureInfo.InvariantCulture);

    private static Task ForAllAsync(int count, Func<int, Task> act) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, _) => await act(index));

    private async Task<BenchPerson> AddPersonAsync(string name, CancellationToken cancellationToken)
    {
        var chat = await _control.CreateTelegramUserAsync(name, cancellationToken);
        await _control.StartAsync(chat.Id, cancellationToken);
        var user = await _control.CreateZoomUserAsync(name, cancellationToken);
        return new BenchPerson(chat.Id, user.Id, user.AccountId, await AllowAsync(user.Id, cancellationToken));
    }

    private async Task<JsonObject> AllowAsync(string zoomUserId, CancellationToken cancellationToken)
    {
        var consent = QueryHelpers.AddQueryString(new Uri(Zoom, "oauth/authorize").AbsoluteUri, new Dictionary<string, string?>
        {
            ["client_id"] = SignedWebhooks.ClientId,
            ["redirect_uri"] = BenchSettings.Redirect,
            ["response_type"] = "code",
        });
        using var decision = new FormUrlEncodedContent([new("user_id", zoomUserId), new("decision", "allow")]);
        using var decided = await _http.PostAsync(new Uri(consent), decision, cancellationToken);
        var code = QueryHelpers.ParseQuery(decided.Headers.Location?.Query)["code"].ToString();
        return await BuyTokensAsync(
            [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", BenchSettings.Redirect)], cancellationToken);
    }

    private async Task<JsonObject> BuyTokensAsync(IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Zoom, "oauth/token")) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SignedWebhooks.ClientId}:{BenchSettings.ClientSecret}")));
        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
    }

    private async Task<BenchRecording> RecordAsync(BenchPerson host, long size, CancellationToken cancellationToken)
    {
        var meeting = await _control.EndMeetingAsync(
            new EndMeeting { UserId = host.ZoomUserId, Size = size, WithSound = false, WithVideo = false, WithTimeline = false }, cancellationToken);
        var webhook = await Webhook(meeting.Uuid).Task.WaitAsync(Patience, cancellationToken);
        return new BenchRecording(meeting.Files.Single().Sha256, size, webhook);
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        Webhook((string)JsonNode.Parse(body)!["payload"]!["object"]!["uuid"]!).TrySetResult(body);
        return Results.Ok();
    }

    private TaskCompletionSource<string> Webhook(string uuid) =>
        _webhooks.GetOrAdd(uuid, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync($"sim/{path}", body, ZoomJson.Control, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
