using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary>What /privacy says, and what its buttons do before the worker takes over.</summary>
public sealed class PrivacyConversationTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        await _scene.StartBotAsync(null, "--MEDIA_TTL=5.00:00:00", "--NOTES_TTL=40.00:00:00", "--AUDIT_TTL=100.00:00:00", "--EVENT_TTL=12.00:00:00");
        _anna = _scene.NewUser();
        await _scene.ConnectAsync(_anna, _scene.NewAccount("Anna Smith", "anna@example.com"));
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task It_says_in_ten_lines_what_is_kept_with_the_times_of_this_service_and_of_the_user()
    {
        var said = await _scene.AskAsync(_anna, "/privacy", "What I keep of you");

        Assert.All(new[] { "5 days at most", ": 40 days", "content: 12 days", "pseudonym: 100 days", "48 hours" },
            text => Assert.Contains(text, said.Text, StringComparison.Ordinal));
        Assert.Equal(11, said.Text.Split('\n').Length); // The title, and ten lines.

        _scene.Press(_anna, said, "⏱ Keep it for a shorter time");
        await _scene.SeeEditedAsync(said, "How long things are kept");
        _scene.Press(_anna, said, "📝 7 days");
        await _scene.SeeEditedAsync(said, "transcripts and notes 7 days");
        await _scene.AskAsync(_anna, "/privacy", "Transcripts and notes: 7 days");
    }

    [Fact]
    public async Task An_export_is_made_once_however_often_it_is_pressed()
    {
        var said = await _scene.AskAsync(_anna, "/privacy", "What I keep of you");

        Assert.Contains("putting it together", await _scene.NoticeAsync(_scene.Press(_anna, said, "📦 Export all of it")), StringComparison.Ordinal);
        Assert.Contains("at it already", await _scene.NoticeAsync(_scene.Press(_anna, said, "📦 Export all of it")), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(JobKind.ExportData));

        await _scene.QueryAsync(context => context.Jobs.Where(job => job.Kind == JobKind.ExportData)
            .ExecuteUpdateAsync(set => set.SetProperty(job => job.Status, JobStatus.Done)));
        Assert.Contains("within the last hour", await _scene.NoticeAsync(_scene.Press(_anna, said, "📦 Export all of it")), StringComparison.Ordinal);
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync($"UPDATE jobs SET created_at = now() - interval '61 min'"));
        Assert.Contains("putting it together", await _scene.NoticeAsync(_scene.Press(_anna, said, "📦 Export all of it")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_says_what_goes_needs_a_second_press_and_can_be_thought_over()
    {
        var said = await _scene.AskAsync(_anna, "/privacy", "What I keep of you");
        _scene.Press(_anna, said, "🗑 Erase all of it");
        await _scene.SeeEditedAsync(said, "Zoom accounts that are disconnected: 1.");
        _scene.Press(_anna, said, "No, keep it");
        await _scene.SeeEditedAsync(said, "What I keep of you");
        Assert.Equal(0, await CountAsync(JobKind.EraseUser));

        _scene.Press(_anna, said, "🗑 Erase all of it");
        await _scene.SeeEditedAsync(said, "This cannot be undone");
        _scene.Press(_anna, said, "Yes, and remove my recent messages");

        await _scene.SeeEditedAsync(said, "is being erased");
        Assert.Equal(1, await CountAsync(JobKind.EraseUser));
        var erasure = await _scene.QueryAsync(context => context.Erasures.SingleAsync());
        Assert.Equal((new TelegramUserId(_anna.Id), true), (erasure.TelegramUserId!.Value, erasure.RemovesMessages));
    }

    [Fact]
    public async Task A_confirmation_that_is_some_minutes_old_or_made_up_asks_again()
    {
        await _scene.SettleAsync(_anna);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var askedAt in new[] { now - TimeSpan.FromMinutes(6), now + TimeSpan.FromHours(1) })
        {
            await PressAsync(_anna, PrivacyButton.Erase(askedAt, removesMessages: true));
        }

        Assert.Equal(0, await _scene.QueryAsync(context => context.Erasures.CountAsync()));
        await PressAsync(_anna, PrivacyButton.Erase(now, removesMessages: false));
        Assert.Equal(1, await _scene.QueryAsync(context => context.Erasures.CountAsync()));
        // Pressed twice it is confirmed once.
        await PressAsync(_anna, PrivacyButton.Erase(now, removesMessages: false));
        Assert.Equal(1, await CountAsync(JobKind.EraseUser));
    }

    [Fact]
    public async Task Who_forges_the_buttons_erases_and_exports_nobody_but_himself()
    {
        var mallory = _scene.NewUser("Mallory");
        await _scene.SettleAsync(mallory);

        await PressAsync(mallory, PrivacyButton.Erase(TimeProvider.System.GetUtcNow(), removesMessages: true));
        await PressAsync(mallory, PrivacyButton.Export);

        var anna = await _scene.QueryAsync(context => context.Users.Where(user => user.TelegramUserId == new TelegramUserId(_anna.Id))
            .Select(user => user.Id).SingleAsync());
        Assert.False(await _scene.QueryAsync(context => context.Jobs.AnyAsync(job => job.TenantId == anna)));
        Assert.NotEqual(anna, await _scene.QueryAsync(context => context.Erasures.Select(erasure => erasure.UserId).SingleAsync()));
    }

    private Task PressAsync(UserView presser, string data) => _scene.PressAsync(presser, new Chat { Id = presser.Id, Type = ChatType.Private }, data);

    private Task<int> CountAsync(JobKind kind) => _scene.QueryAsync(context => context.Jobs.CountAsync(job => job.Kind == kind));
}
