using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Notes;
using ZoomAspire.Tests.Bot;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Notes;

/// <summary>A request as the endpoint gets it.</summary>
internal sealed record ModelRequest(string Path, string? Authorization, JsonElement Body)
{
    public string System => Message(0);

    public string User => Message(1);

    /// <summary>The numbered lines of the data.</summary>
    public IReadOnlyList<(int Number, string Time, string Speaker, string Text)> Lines =>
    [
        .. Regex.Matches(User, @"^\[(\d+)\] (\S+) (.+?): (.*)$", RegexOptions.Multiline)
            .Select(match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value)),
    ];

    /// <summary>Whether it asks to choose from all items, rather than to note those of a piece.</summary>
    public bool IsChoice => System.Contains("Choose by number", StringComparison.Ordinal);

    public string? Format => Body.TryGetProperty("response_format", out var format) ? format.GetProperty("type").GetString() : null;

    private string Message(int index) => Body.GetProperty("messages")[index].GetProperty("content").GetString()!;
}

/// <summary>A language model behind an HTTP server that speaks OpenAI's Chat Completions and answers what a test says; and who asks it.</summary>
internal sealed class NotesModelScene : IAsyncDisposable
{
    public const string Key = "sk-secret-9f2c";
    public const string Model = "some-model";

    private readonly WebApplication _server;
    private readonly ServiceProvider _services;
    private int _running;

    private NotesModelScene(WebApplication server, NotesModelLimits limits, string key)
    {
        _server = server;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["NOTES_LLM_ENDPOINT"] = $"{server.Urls.Single()}/v1",
            ["NOTES_LLM_MODEL"] = Model,
            ["NOTES_LLM_KEY"] = key,
        }).Build();
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(limits)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs))
            .AddNotesModel()
            .BuildServiceProvider();
    }

    /// <summary>No waits that a test would notice, no end that a busy machine would reach.</summary>
    public static NotesModelLimits Limits { get; } = new() { Try = TimeSpan.FromHours(1), Whole = TimeSpan.FromHours(10) };

    public ManualTimeProvider Clock { get; } = new();

    public LogCollector Logs { get; } = new();

    public ConcurrentQueue<ModelRequest> Requests { get; } = [];

    public int MostAtOnce { get; private set; }

    /// <summary>What the model says.</summary>
    public Func<ModelRequest, object> Say { get; set; } = _ => Answer();

    /// <summary>What comes first, one after the other, instead of what the model says.</summary>
    public ConcurrentQueue<RequestDelegate> First { get; } = [];

    /// <summary>The scope of its metrics.</summary>
    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public NotesModel Notes => _services.GetRequiredService<NotesModel>();

    public static async Task<NotesModelScene> StartAsync(NotesModelLimits? limits = null, string key = Key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        NotesModelScene? scene = null;
        server.Run(context => scene!.AnswerAsync(context));
        await server.StartAsync();
        return scene = new NotesModelScene(server, limits ?? Limits, key);
    }

    /// <summary>A piece's answer, by the names of the wire.</summary>
    public static object Answer(object[]? points = null, object[]? decisions = null, object[]? actions = null, object[]? questions = null, object[]? topics = null) =>
        new { points = points ?? [], decisions = decisions ?? [], action_items = actions ?? [], open_questions = questions ?? [], topics = topics ?? [] };

    public static object Item(int line, string quote, string text) => new { line, quote, text };

    public static object Action(int line, string quote, string text, string? owner, string? due) => new { line, quote, text, owner, due };

    /// <summary>A meeting in which somebody begins a sentence every ten seconds.</summary>
    public static Transcript Meeting(params (string? Speaker, string Text)[] sentences) =>
        Transcript.Of(sentences.Select((sentence, index) =>
            new Cue(TimeSpan.FromSeconds(10 * index), TimeSpan.FromSeconds((10 * index) + 9), sentence.Speaker, sentence.Text)));

    public static RequestDelegate Status(int status, string body = "{}", string? retryAfter = null, string? location = null) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.Headers.Location = location;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    /// <summary>A completion with any text.</summary>
    public static RequestDelegate Completion(string? content, string finishReason = "stop", string? refusal = null, int read = 1_000) => context =>
        context.Response.WriteAsJsonAsync(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion",
            created = 1_764_000_000,
            model = Model,
            choices = new[] { new { index = 0, finish_reason = finishReason, message = new { role = "assistant", content, refusal } } },
            usage = new { prompt_tokens = read, completion_tokens = 100, total_tokens = read + 100 },
        });

    public Task<MeetingNotes?> SummariseAsync(Transcript transcript, params string[] participants) =>
        Notes.SummariseAsync(transcript, participants, CancellationToken.None);

    /// <summary>Moves the clock on until something that waits by it has ended.</summary>
    public async Task<MeetingNotes?> WaitForAsync(Task<MeetingNotes?> notes, TimeSpan step)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                Clock.Advance(notes.IsCompleted ? TimeSpan.Zero : step);
                return notes.IsCompleted;
            },
            "the notes end");
        return await notes;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    // A mistake in a test is no 500, which would be repeated when a clock says so that nobody moves.
    private RequestDelegate Said(ModelRequest request)
    {
        try
        {
            return Completion(JsonSerializer.Serialize(Say(request)));
        }
        catch (Exception exception)
        {
            return Status(StatusCodes.Status418ImATeapot, exception.Message);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var request = new ModelRequest(
            $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", context.Request.Headers.Authorization, body);
        lock (_server)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        Requests.Enqueue(request);
        try
        {
            await (First.TryDequeue(out var first) ? first : Said(request))(context);
        }
        finally
        {
            lock (_server)
            {
                _running--;
            }
        }
    }
}
