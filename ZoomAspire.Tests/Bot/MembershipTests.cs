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
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        await AddDestinationAsync(group.Id);
        _scene.Telegram.KickBot(group.Id);
        _scene.Telegram.Block(_anna.Id);
        await SeeAsync(_anna.Id, DestinationState.Unreachable);
        await SeeAsync(group.Id, DestinationState.Unreachable);
        var toAnna = await ParkAsync(_anna.Id);
        var toGroup = await ParkAsync(group.Id);

        _scene.Telegram.Unblock(_anna.Id);

        await SeeAsync(_anna.Id, DestinationState.Active);
        await Eventually.HoldsAsync(async () => await StatusOfAsync(toAnna) == JobStatus.Queued, "the parked delivery to go on");
        Assert.Equal(JobStatus.Parked, await StatusOfAsync(toGroup));
    }

    [Fact]
    public async Task A_group_that_removes_the_bot_is_unreachable()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        await AddDestinationAsync(group.Id);

        _scene.Telegram.KickBot(group.Id);

        await SeeAsync(group.Id, DestinationState.Unreachable);
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

    private Task SeeAsync(long chatId, DestinationState state) => Eventually.HoldsAsync(
        async () => (await DestinationsAsync()).Single(destination => destination.ChatId.Value == chatId).State == state,
        $"the chat to be {state}");

    private Task<List<Destination>> DestinationsAsync() => _scene.QueryAsync(context => context.Destinations.AsNoTracking().ToListAsync());

    private Task<JobStatus> StatusOfAsync(Guid jobId) =>
        _scene.QueryAsync(context => context.Jobs.Where(job => job.Id == jobId).Select(job => job.Status).SingleAsync());

    private async Task<Guid> ParkAsync(long chatId)
    {
        await using var context = _scene.Database.NewContext();
        var destination = await context.Destinations.SingleAsync(destination => destination.ChatId == new TelegramChatId(chatId));
        var delivery = await DeliveryRows.AddAsync(context, await context.Connections.SingleAsync(), destination, "Board");
        var job = JobQueue.Add(context, JobKind.DeliverRecording, delivery.Id, destination.UserId);
        (job.Status, job.FailureKind) = (JobStatus.Parked, FailureKind.Unreachable);
        await context.SaveChangesAsync();
        return job.Id;
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
