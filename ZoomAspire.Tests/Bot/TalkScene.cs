using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Bot;

/// <summary>The bot and a worker together, with everything switched on that people meet: an organisation's app, operators, links to originals.</summary>
internal sealed class TalkScene : IAsyncDisposable
{
    // What Telegram takes, so that a recording of some minutes is over it.
    private const int UploadLimitMegabytes = 2;

    private readonly IHost _worker;

    private TalkScene(BotScene chat, WebApplication bot, IHost worker)
    {
        Chat = chat;
        Bot = bot;
        _worker = worker;
    }

    public BotScene Chat { get; }

    public WebApplication Bot { get; }

    public TelegramSimulator Telegram => Chat.Telegram;

    public ZoomSimulator Zoom => Chat.Simulator.Zoom;

    public UserView Operator { get; private init; } = null!;

    public ChatView Operators { get; private init; } = null!;

    /// <summary>Everything, and the bot polls.</summary>
    /// <param name="language">What the operator's client speaks.</param>
    public static async Task<TalkScene> StartAsync(string language)
    {
        var chat = await BotScene.SetAsync();
        var (person, settings) = (chat.NewUser("Olga", language), new Dictionary<string, string?>(chat.Settings()));
        chat.Telegram.Start(person.Id); // Before the bot runs: it publishes the menu of operators at once.
        var group = chat.Telegram.CreateGroup("Operators", [person.Id]);
        foreach (var (name, value) in TestSettings.Organization)
        {
            settings[name] = value;
        }

        settings["PUBLIC_BASE_URL"] = "https://zoom.example.org";
        settings["OPERATOR_USER_IDS"] = $"{person.Id}";
        settings["OPERATOR_CHAT_ID"] = $"{group.Id}";
        settings["NOTES_LLM_ENDPOINT"] = "http://127.0.0.1:1/v1"; // Nobody allows it for longer than it takes to forbid it again.
        settings["NOTES_LLM_MODEL"] = "small";
        var bot = await chat.StartBotAsync(null, [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await Eventually.HoldsAsync(() => chat.Said(person.Id).Count == 2, "the operator is welcomed, and offered to deliver to the group");
        settings["TELEGRAM_UPLOAD_LIMIT_MB"] = $"{UploadLimitMegabytes}";
        settings["ConnectionStrings:redis"] = QueueHost.NoRedis;
        settings["ConnectionStrings:media"] = TestServices.Media + $";Bucket=test-{Guid.NewGuid():n}";
        var worker = PipelineScene.NewHost(settings);
        await worker.Services.GetRequiredService<MediaStore>().EnsureBucketAsync(CancellationToken.None);
        chat.Simulator.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 0, SummaryAfterSeconds = 0 } });
        return new TalkScene(chat, bot, worker) { Operator = person, Operators = group };
    }

    /// <summary>Everything that a worker has to do is done.</summary>
    public async Task WorkAsync() => Assert.False(
        await PipelineScene.RunRoundsAsync(_worker.Services, Chat.Database), "There was still something to do.");

    /// <summary>The last word to whoever was erased.</summary>
    public async Task BidFarewellAsync()
    {
        await using var scope = _worker.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ErasureUpkeep>().RunAsync(CancellationToken.None);
    }

    /// <summary>Alerts that are due are sent.</summary>
    public async Task AlertAsync()
    {
        await Chat.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"INSERT INTO operator_signals (name, minute, total, lowest) VALUES ('store_errors', date_trunc('minute', now()), 11, 11)"));
        await using var scope = Bot.Services.CreateAsyncScope();
        Assert.NotEqual(0, await scope.ServiceProvider.GetRequiredService<AlertWatch>().EvaluateAsync(CancellationToken.None));
    }

    /// <summary>A meeting ends at Zoom, its webhook is taken in, and the worker does what follows.</summary>
    public async Task<EndedMeeting> RecordAsync(ZoomUser host, EndMeeting meeting)
    {
        var ended = await Zoom.EndMeetingAsync(meeting with { UserId = host.Id, SendWebhook = false }, CancellationToken.None);
        await using (var scope = _worker.Services.CreateAsyncScope())
        {
            Assert.Equal(WebhookOutcome.Accepted, await scope.ServiceProvider.GetRequiredService<RecordingIntake>().TakeInAsync(
                new WebhookEnvelope("recording.completed", TimeProvider.System.GetUtcNow(), default),
                new RecordingCompleted(
                    host.AccountId, new ZoomUserId(host.Id), new MeetingUuid(ended.Uuid), ended.MeetingId, meeting.Topic ?? "", meeting.StartTime, null,
                    meeting.Duration ?? 1, [.. ended.Files.Select(file => file.Id ?? file.RecordingType)]),
                CancellationToken.None));
        }

        await WorkAsync();
        return ended;
    }

    /// <summary>Whatever of Zoom fails at once and for good; null heals it.</summary>
    public void Fail(ZoomOperation? operation, ZoomFaultKind kind = ZoomFaultKind.MissingScope) => Zoom.SetFaults(new ZoomFaultRequest
    {
        Faults = operation is { } on ? [new ZoomFault { On = on, Kind = kind }] : [],
    });

    /// <summary>A recording that was delivered as some message of a private chat, with what was said in it.</summary>
    public Task DeliverAsync(Connection connection, string topic, int messageId, string said) => Chat.QueryAsync(async context =>
    {
        var (_, delivery) = await HistoryRows.AddDeliveredAsync(context, connection, topic, messageId);
        var transcript = Transcript.Of([new Cue(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6), "Ivan Petrov", said)]);
        return await new NotesStore(context, TimeProvider.System).TryPutAsync(
            delivery.RecordingId, new ReadTranscript(transcript, TranscriptSource.Recording, "file"), CancellationToken.None);
    });

    public async ValueTask DisposeAsync()
    {
        var bucket = _worker.Services.GetRequiredService<IOptions<MediaOptions>>().Value;
        await ((IAsyncDisposable)_worker).DisposeAsync();
        await TestBucket.DeleteAsync(bucket);
        await Chat.DisposeAsync();
    }
}
