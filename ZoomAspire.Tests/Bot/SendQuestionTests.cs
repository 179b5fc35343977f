using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary>The answers to the question whether a recording shall come.</summary>
public sealed class SendQuestionTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;
    private MessageView _question = null!;
    private long _meetingId;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        await _scene.ConnectAsync(_anna, account);
        var connection = await _scene.ConnectionOfAsync(account);
        _meetingId = await _scene.QueryAsync(async context =>
        {
            var meeting = new Meeting
            {
                Provider = connection.Provider,
                MeetingUuid = new MeetingUuid("uuid"),
                OwnerZoomUserId = connection.ExternalUserId,
                ConnectionId = connection.Id,
                UserId = connection.UserId,
                Topic = "Board, see evil.com",
                DurationMinutes = 42,
                Withheld = Withheld.Asked,
                CreatedAt = DateTimeOffset.UnixEpoch,
            };
            context.Meetings.Add(meeting);
            await context.SaveChangesAsync();
            return meeting.Id;
        });
        // Any message of the bot's takes the place of the question, which the worker sends.
        _question = await _scene.AskAsync(_anna, "/help", "Connect your Zoom account once");
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Skip_says_so_and_offers_to_send_it_after_all()
    {
        await PressAsync(_anna, SendQuestions.Data(SendQuestions.Skip, _meetingId));

        var skipped = await _scene.SeeEditedAsync(_question, "Skipped.");
        Assert.Contains("42 min · Anna Smith", skipped.Text, StringComparison.Ordinal);
        Assert.Contains("and /recordings has it whenever you want it", skipped.Text, StringComparison.Ordinal);
        Assert.Single(skipped.Entities, entity => entity.Type == "bot_command");
        Assert.DoesNotContain(skipped.Entities, entity => entity.Type == "url");
        Assert.Equal(Withheld.Skipped, await WithheldAsync());

        _scene.Press(_anna, skipped, "Send it after all");
        await _scene.SeeEditedAsync(_question, "It is on its way");
        Assert.Equal(1, await FetchesAsync());
    }

    [Fact]
    public async Task Send_has_it_fetched_once_however_often_it_is_pressed()
    {
        await PressAsync(_anna, SendQuestions.Data(SendQuestions.Send, _meetingId));
        await PressAsync(_anna, SendQuestions.Data(SendQuestions.Send, _meetingId));
        await PressAsync(_anna, SendQuestions.Data(SendQuestions.Skip, _meetingId));

        var coming = await _scene.SeeEditedAsync(_question, "It is on its way");
        Assert.Empty(coming.Keyboard);
        Assert.Equal(1, await FetchesAsync());
        Assert.Null(await WithheldAsync());
    }

    [Theory]
    [InlineData(SendQuestions.Send)]
    [InlineData(SendQuestions.Skip)]
    public async Task Nobody_answers_for_somebody_else(string answer)
    {
        var mallory = _scene.NewUser("Mallory");
        await _scene.SettleAsync(mallory);

        await PressAsync(mallory, SendQuestions.Data(answer, _meetingId));

        Assert.Equal((Withheld.Asked, 0), (await WithheldAsync(), await FetchesAsync()));
        Assert.DoesNotContain(_scene.Said(mallory.Id), text => text.Contains("Board", StringComparison.Ordinal));
    }

    private Task PressAsync(UserView presser, string data) =>
        _scene.PressAsync(presser, new Chat { Id = presser.Id, Type = ChatType.Private }, data, _question.MessageId);

    private Task<Withheld?> WithheldAsync() => _scene.QueryAsync(context => context.Meetings.Select(meeting => meeting.Withheld).SingleAsync());

    private Task<int> FetchesAsync() => _scene.QueryAsync(context => context.Jobs.CountAsync(job => job.Kind == JobKind.FetchMeeting));
}
