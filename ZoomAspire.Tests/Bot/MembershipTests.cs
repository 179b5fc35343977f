using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
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
    public async Task The_owner_is_told_once_that_the_bot_was_removed_from_a_group_to_which_recordings_go()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        var unused = _scene.Telegram.CreateGroup("Unused", [_anna.Id]);
        await AddDestinationAsync(group.Id, isRouted: true);
        await AddDestinationAsync(unused.Id);

        _scene.Telegram.KickBot(group.Id);
        _scene.Telegram.KickBot(unused.Id);

        await SeeAsync(group.Id, DestinationState.Unreachable);
        await SeeAsync(unused.Id, DestinationState.Unreachable);
        var destination = (await DestinationsAsync()).Single(destination => destination.ChatId.Value == group.Id);
        Assert.Equal("Team", destination.Title);
        var notice = Assert.Single(await NoticesAsync());
        Assert.Equal((destination.Id, destination.UserId), (notice.SubjectId, notice.TenantId));
    }

    [Fact]
    public async Task A_command_in_an_unreachable_group_has_one_of_its_deliveries_tried()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        // Until the bot has heard that it was added to the group, which makes it reachable.
        await _scene.HearAsync(group.Id, "Connect your Zoom account once", after: _scene.Telegram.SendText(group.Id, _anna.Id, "/help"));
        await AddDestinationAsync(group.Id, DestinationState.Unreachable);
        var first = await ParkAsync(group.Id);
        var second = await ParkAsync(group.Id);

        _scene.Telegram.SendText(group.Id, _anna.Id, "/help");

        await Eventually.HoldsAsync(async () => await StatusOfAsync(first) == JobStatus.Queued, "one delivery to be tried");
        Assert.Equal(JobStatus.Parked, await StatusOfAsync(second));
        Assert.Equal("Team", (await DestinationsAsync()).Single(destination => destination.ChatId.Value == group.Id).Title);
    }

    [Fact]
    public async Task Who_writes_to_the_bot_is_reachable_again()
    {
        var parked = await ParkAsync(_anna.Id);
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync($"UPDATE destinations SET state = 'unreachable'"));

        await _scene.SettleAsync(_anna);

        await SeeAsync(_anna.Id, DestinationState.Active);
        Assert.Equal(JobStatus.Queued, await StatusOfAsync(parked));
    }

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_keeps_its_deliveries()
    {
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        await AddDestinationAsync(group.Id);
        await AnnounceAsync(group.Id);

        var supergroup = _scene.Telegram.Migrate(group.Id);

        await Eventually.HoldsAsync(
            async () => (await DestinationsAsync()).Any(destination => destination.ChatId.Value == supergroup.Id), "the destination to follow");
        Assert.DoesNotContain(await DestinationsAsync(), destination => destination.ChatId.Value == group.Id);
        var message = await _scene.QueryAsync(context => context.ChatMessages.SingleAsync());
        Assert.Equal((null, ChatMessageState.Removed), (message.MessageId, message.State));
    }

    private Task SeeAsync(long chatId, DestinationState state) => Eventually.HoldsAsync(
        async () => (await DestinationsAsync()).Single(destination => destination.ChatId.Value == chatId).State == state,
        $"the chat to be {state}");

    private Task<List<Destination>> DestinationsAsync() => _scene.QueryAsync(context => context.Destinations.AsNoTracking().ToListAsync());

    private Task<JobStatus> StatusOfAsync(Guid jobId) =>
        _scene.QueryAsync(context => context.Jobs.Where(job => job.Id == jobId).Select(job => job.Status).SingleAsync());

    private Task<List<Job>> NoticesAsync() => _scene.QueryAsync(
        context => context.Jobs.Where(job => job.Kind == JobKind.TellUnreachable).ToListAsync());

    private async Task AnnounceAsync(long chatId)
    {
        await using var context = _scene.Database.NewContext();
        var destination = await context.Destinations.SingleAsync(destination => destination.ChatId == new TelegramChatId(chatId));
        var delivery = await DeliveryRows.AddAsync(context, await context.Connections.SingleAsync(), destination, "Board");
        context.ChatMessages.Add(new ChatMessage
        {
            DestinationId = destination.Id,
            Purpose = ChatMessagePurpose.Announce,
            DeliveryId = delivery.Id,
            MessageId = 7,
            State = ChatMessageState.Announced,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        });
        await context.SaveChangesAsync();
    }

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

    private async Task AddDestinationAsync(
        long chatId, DestinationState state = DestinationState.Active, bool isRouted = false)
    {
        await using var context = _scene.Database.NewContext();
        var user = await context.Users.SingleAsync(user => user.TelegramUserId == new TelegramUserId(_anna.Id));
        var destination = new Destination
        {
            UserId = user.Id,
            ChatId = new TelegramChatId(chatId),
            Kind = DestinationKind.Group,
            State = state,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        context.Destinations.Add(destination);
        await context.SaveChangesAsync();
        if (isRouted)
        {
            var connection = await context.Connections.SingleAsync();
            context.Routes.Add(new Route { UserId = user.Id, ConnectionId = connection.Id, DestinationId = destination.Id });
            await context.SaveChangesAsync();
        }
    }
}
