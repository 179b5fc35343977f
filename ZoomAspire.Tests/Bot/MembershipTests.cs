using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

public sealed class MembershipTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _anna = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync();
        _anna = _scene.NewUser();
        await _scene.ConnectAsync(_anna, _scene.NewAccount("Anna Smith", "anna@example.com"));
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_blocked_chat_is_unreachable_until_it_is_unblocked_and_then_its_deliveries_go_on()
    {
        _scene.Telegram.Block(_anna.Id);
        await SeeAsync(DestinationState.Unreachable);
        var (blocked, dead) = await ParkAsync();

        _scene.Telegram.Unblock(_anna.Id);

        await SeeAsync(DestinationState.Active);
        await Eventually.HoldsAsync(async () => await StatusOfAsync(blocked) == JobStatus.Queued, "the parked delivery to go on");
        Assert.Equal(JobStatus.Parked, await StatusOfAsync(dead));
    }

    [Fact]
    public async Task A_group_that_removes_the_bot_is_unreachable()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        await AddDestinationAsync(group.Id);

        _scene.Telegram.KickBot(group.Id);

        await Eventually.HoldsAsync(
            async () => (await DestinationsAsync()).Single(destination => destination.ChatId.Value == group.Id).State == DestinationState.Unreachable,
            "the group to be unreachable");
        Assert.Equal(DestinationState.Active, (await DestinationsAsync()).Single(destination => destination.ChatId.Value == _anna.Id).State);
    }

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_keeps_its_deliveries()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        await AddDestinationAsync(group.Id);

        var supergroup = _scene.Telegram.Migrate(group.Id);

        await Eventually.HoldsAsync(
            async () => (await DestinationsAsync()).Any(destination => destination.ChatId.Value == supergroup.Id), "the destination to follow");
        Assert.DoesNotContain(await DestinationsAsync(), destination => destination.ChatId.Value == group.Id);
    }

    private Task SeeAsync(DestinationState state) => Eventually.HoldsAsync(
        async () => (await DestinationsAsync()).Single().State == state, $"the chat to be {state}");

    private Task<List<Destination>> DestinationsAsync() => _scene.QueryAsync(context => context.Destinations.AsNoTracking().ToListAsync());

    private Task<JobStatus> StatusOfAsync(Guid jobId) =>
        _scene.QueryAsync(context => context.Jobs.Where(job => job.Id == jobId).Select(job => job.Status).SingleAsync());

    private async Task<(Guid Unreachable, Guid NeedsReauth)> ParkAsync()
    {
        await using var context = _scene.Database.NewContext();
        var tenant = (await context.Destinations.SingleAsync()).UserId;
        var jobs = new[] { FailureKind.Unreachable, FailureKind.NeedsReauth }.Select(kind =>
        {
            var job = JobQueue.Add(context, JobKind.DeliverRecording, 1, tenant);
            (job.Status, job.FailureKind) = (JobStatus.Parked, kind);
            return job;
        }).ToList();
        await context.SaveChangesAsync();
        return (jobs[0].Id, jobs[1].Id);
    }

    private async Task AddDestinationAsync(long chatId)
    {
        await using var context = _scene.Database.NewContext();
        var user = await context.Users.SingleAsync(user => user.TelegramUserId == new TelegramUserId(_anna.Id));
        context.Destinations.Add(new Destination
        {
            UserId = user.Id,
            ChatId = new TelegramChatId(chatId),
            Kind = DestinationKind.Group,
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        await context.SaveChangesAsync();
    }
}
