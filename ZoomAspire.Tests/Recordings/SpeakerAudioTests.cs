using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Recordings;

/// <summary>The separate audio of each speaker: offered, and brought when its owner asks.</summary>
public sealed class SpeakerAudioTests : IAsyncLifetime
{
    private static readonly string[] Speakers = ["Anna Koch", "/disconnect @all"];

    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_offered_below_the_audio_and_not_sent(bool withoutIds)
    {
        await DeliverAsync(withoutIds);

        Assert.Equal(["🗣 Each speaker"], Labels(Assert.Single(_scene.Audios())));
        Assert.Single(await _scene.ReadAsync(context => context.Recordings.ToListAsync()));
    }

    [Fact]
    public async Task Nothing_is_offered_where_Zoom_has_none()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();

        Assert.Empty(Labels(Assert.Single(_scene.Audios())));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_asks_gets_each_of_them_unchanged_and_named(bool withoutIds)
    {
        var ended = await DeliverAsync(withoutIds);

        Assert.Equal(SpeakerAudioResult.Started, await AskAsync());
        await _scene.RunAsync();

        var brought = _scene.Audios().Skip(1).ToList();
        Assert.Equal(Speakers.Length, brought.Count);
        Assert.Equal(
            ended.Files.Where(file => file.RecordingType == "audio_only_each_participant").Select(file => file.Sha256).Order(StringComparer.Ordinal),
            brought.Select(message => message.File!.Sha256).Order(StringComparer.Ordinal));
        var anna = Assert.Single(brought, message => message.Text.Contains("Only Anna Koch", StringComparison.Ordinal));
        Assert.Equal("Board – November – Anna Koch", anna.File!.Title);
        Assert.All(brought, message => Assert.Empty(Labels(message)));
        Assert.All(brought, message => Assert.DoesNotContain(message.Entities, entity => entity.Type is "bot_command" or "mention"));
    }

    [Fact]
    public async Task Asking_again_brings_nothing_twice()
    {
        await DeliverAsync();

        Assert.Equal(SpeakerAudioResult.Started, await AskAsync());
        Assert.Equal(SpeakerAudioResult.UnderWay, await AskAsync());
        await _scene.RunAsync();
        Assert.Equal(SpeakerAudioResult.IsHere, await AskAsync());

        Assert.Equal(1 + Speakers.Length, _scene.Audios().Count);
    }

    [Fact]
    public async Task They_take_no_part_in_what_else_is_known_of_the_meeting()
    {
        var ended = await DeliverAsync();
        await AskAsync();
        await _scene.RunAsync();

        await _scene.TakeInAsync(ended, " again");
        await _scene.RunAsync();

        Assert.Equal(1 + Speakers.Length, _scene.Audios().Count);
    }

    [Fact]
    public async Task Only_the_owner_may_ask_and_only_where_the_recording_is()
    {
        await DeliverAsync();

        Assert.Equal(SpeakerAudioResult.NotYours, await AskAsync(userId: _scene.ChatId + 1));
        Assert.Equal(SpeakerAudioResult.NotYours, await AskAsync(chatId: _scene.ChatId + 1));
        Assert.DoesNotContain(await _scene.JobsAsync(), job => job.Kind == JobKind.FetchSpeakers);
    }

    [Fact]
    public async Task What_was_deleted_meanwhile_is_not_brought()
    {
        await DeliverAsync();
        await AskAsync();
        await _scene.ReadAsync(context => context.Recordings.ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, RecordingStatus.Gone)));

        await _scene.RunAsync();

        Assert.Single(_scene.Audios());
        Assert.Equal(SpeakerAudioResult.NothingThere, await AskAsync());
    }

    [Fact]
    public async Task Who_asked_is_told_where_Zoom_has_it_no_longer()
    {
        var ended = await DeliverAsync();
        await AskAsync();
        _scene.Zoom.ChangeRecording(ended.Uuid, RecordingState.Deleted);

        while (await _scene.RunRoundsAsync(5) && !(await _scene.JobsAsync()).Exists(job => job.Kind == JobKind.TellFetchFailed))
        {
            await _scene.LosePatienceAsync();
        }

        await _scene.RunAsync();
        Assert.Contains(_scene.Seen(), message => message.Text.Contains("could not fetch everything", StringComparison.Ordinal));
    }

    private async Task<EndedMeeting> DeliverAsync(bool withoutIds = false)
    {
        var ended = await _scene.EndMeetingAsync(_scene.Board() with { Speakers = Speakers, WithoutFileIds = withoutIds });
        await _scene.RunAsync();
        return ended;
    }

    private async Task<SpeakerAudioResult> AskAsync(long? userId = null, long? chatId = null)
    {
        var first = await _scene.ReadAsync(context => context.Deliveries.OrderBy(delivery => delivery.Id).FirstAsync());
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SpeakerAudioRequest>().AskAsync(
            first.Id, new TelegramUserId(userId ?? _scene.ChatId), new TelegramChatId(chatId ?? _scene.ChatId), CancellationToken.None);
    }

    private static IEnumerable<string> Labels(MessageView message) => message.Keyboard.SelectMany(row => row).Select(button => button.Text);
}
