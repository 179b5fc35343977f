using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Telegram.Bot;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>A pipeline to whose recordings Zoom writes transcripts and summaries, at once.</summary>
internal sealed class NotesScene(PipelineScene scene) : IAsyncDisposable
{
    public PipelineScene Pipeline => scene;

    public long ChatId => scene.ChatId;

    public MessageView Audio => Assert.Single(scene.Audios());

    /// <summary>What the bot wrote beside the audio.</summary>
    public IReadOnlyList<MessageView> Replies => [.. scene.Seen().Where(message => message.Kind != "audio")];

    public static async Task<NotesScene> CreateAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var scene = await PipelineScene.CreateAsync(settings);
        scene.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { TranscriptAfterSeconds = 0, SummaryAfterSeconds = 0 } });
        return new NotesScene(scene);
    }

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    /// <summary>A meeting that is delivered with what Zoom has written of it.</summary>
    public async Task<EndedMeeting> DeliverAsync(bool transcript = true, bool summary = false, string topic = "Board – November", bool chat = false)
    {
        var ended = await scene.EndMeetingAsync(
            scene.Board() with { Topic = topic, WithTranscript = transcript, WithSummary = summary, WithChat = chat });
        await scene.RunAsync();
        return ended;
    }

    /// <summary>Waits until Zoom has transcribed a meeting.</summary>
    public Task TranscribedAsync(EndedMeeting ended) => Eventually.HoldsAsync(
        async () =>
        {
            var listed = await scene.Services.GetRequiredService<ZoomClient>()
                .GetRecordingsAsync(scene.ConnectionId, new MeetingUuid(ended.Uuid), CancellationToken.None);
            return listed.Files.Any(file => file.IsTranscript);
        },
        "the transcript is there");

    /// <summary>Zoom tells that something was written or deleted.</summary>
    public async Task<WebhookOutcome> TellAsync(string name, string uuid, string? accountId = null, string? hostId = null, DateTimeOffset? at = null)
    {
        var payload = JsonSerializer.SerializeToElement(new
        {
            account_id = accountId ?? scene.Host.AccountId,
            @object = new { meeting_uuid = uuid, meeting_host_id = hostId ?? scene.Host.Id },
        });
        await using var scope = scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<NotesIntake>()
            .TakeInAsync(new WebhookEnvelope(name, at ?? TimeProvider.System.GetUtcNow(), payload), CancellationToken.None);
    }

    public Task<int> WantAsync(NotesLength length) => scene.ReadAsync(context =>
        context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.NotesLength, length)));

    public async Task<NotesRequestResult> AskAsync(long? chatId = null)
    {
        var delivery = await scene.DeliveryAsync();
        await using var scope = scene.Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<NotesRequests>()
            .AskAsync(delivery.Id, new TelegramChatId(chatId ?? ChatId), CancellationToken.None);
        await scene.RunAsync();
        return result;
    }

    /// <summary>One file is deleted at Zoom, and the event says which and of what type.</summary>
    public async Task<WebhookOutcome> DeleteFileAsync(EndedMeeting ended, EndedMeetingFile file)
    {
        var payload = JsonSerializer.SerializeToElement(new
        {
            account_id = scene.Host.AccountId,
            @object = new
            {
                uuid = ended.Uuid,
                host_id = scene.Host.Id,
                recording_files = (object[])[new { id = file.Id, file_type = file.Type, recording_type = file.RecordingType }],
            },
        });
        await using var scope = scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RecordingChangeIntake>()
            .TakeInAsync(new WebhookEnvelope("recording.deleted", TimeProvider.System.GetUtcNow(), payload), CancellationToken.None);
    }

    /// <summary>Somebody deletes a message in the chat.</summary>
    public Task DeleteAsync(MessageView message) =>
        scene.Services.GetRequiredService<ITelegramBotClient>().DeleteMessage(message.ChatId, message.MessageId);
}
