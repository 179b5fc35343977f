using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Telegram;

/// <summary>Telegram's limits, kept by processes that share a Redis, and by one alone.</summary>
public sealed class TelegramLimiterTests : IAsyncLifetime
{
    private const long Person = 1;
    private const long Group = -1;

    private static readonly TelegramPace Patient = new() { Patience = TimeSpan.FromHours(1) };

    private readonly string _prefix = $"test:{Guid.NewGuid():n}";
    private readonly ManualTimeProvider _clock = new();
    private ConnectionMultiplexer _one = null!;
    private ConnectionMultiplexer _two = null!;

    public async Task InitializeAsync()
    {
        _one = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
        _two = await ConnectionMultiplexer.ConnectAsync(TestServices.Redis);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    [InlineData(Person, 1.0)]
    [InlineData(Group, 4.0)]
    public async Task However_many_processes_write_a_chat_gets_no_more_than_its_pace(long chatId, double seconds)
    {
        RedisTelegramTurns[] processes = [new(_one, Patient, _prefix), new(_two, Patient, _prefix)];

        var waits = new List<double>();
        for (var call = 0; call < 22; call++)
        {
            waits.Add((await processes[call % 2].TakeAsync(new TelegramTurn(chatId, IsInteractive: false))).Wait.TotalSeconds);
        }

        // The burst at once, the others one after another.
        Assert.Equal(0, waits[Patient.BulkBurst - 1]);
        Assert.Equal((22 - Patient.BulkBurst) * seconds, waits[^1], 2.0);
    }

    [Fact]
    public async Task All_chats_together_get_no_more_than_thirty_a_second()
    {
        RedisTelegramTurns[] processes = [new(_one, Patient, _prefix), new(_two, Patient, _prefix)];

        var taken = await Task.WhenAll(Enumerable.Range(1, 300).Select(chat =>
            processes[chat % 2].TakeAsync(new TelegramTurn(chat, IsInteractive: false))));

        Assert.InRange(taken.Max(turn => turn.Wait.TotalSeconds), 7, 10);
    }

    [Fact]
    public async Task What_somebody_waits_for_goes_before_what_runs_in_the_background()
    {
        var turns = new RedisTelegramTurns(_one, Patient, _prefix);
        for (var call = 0; call < Patient.BulkBurst; call++)
        {
            await turns.TakeAsync(new TelegramTurn(Person, IsInteractive: false));
        }

        Assert.Equal(TimeSpan.Zero, (await turns.TakeAsync(new TelegramTurn(Person, IsInteractive: true))).Wait);
        Assert.InRange((await turns.TakeAsync(new TelegramTurn(Person, IsInteractive: false))).Wait.TotalSeconds, 0.5, 3);
    }

    [Fact]
    public async Task A_wait_that_Telegram_asks_for_is_kept_by_all_processes_and_told_to_the_second()
    {
        var first = New(_one);
        await first.NoteAsync(Message(Person), new ApiRequestException("Too Many Requests: retry after 37", 429, new ResponseParameters { RetryAfter = 37 }));

        var refused = await Assert.ThrowsAsync<ApiRequestException>(() => New(_two).WaitAsync(Message(Person), default));

        Assert.Equal(TelegramFailureKind.RateLimited, TelegramFailures.Classify(refused).Kind);
        Assert.InRange(refused.Parameters!.RetryAfter!.Value, 35, 37);
        Assert.Null(await New(_two).WaitAsync(Message(Person + 1), default)); // Others go on.
        Assert.Null(await New(_two).WaitAsync(new GetMeRequest(), default));
    }

    [Fact]
    public async Task No_more_files_are_uploaded_at_once_than_allowed()
    {
        var pace = new TelegramPace { Uploads = 2, ProcessesAssumed = 1 };
        var (one, two) = (New(_one, pace), New(_two, pace));
        var first = await one.WaitAsync(Upload(1), default);
        await two.WaitAsync(Upload(2), default);

        await Assert.ThrowsAsync<ApiRequestException>(() => one.WaitAsync(Upload(3), default));
        Assert.Null(await one.WaitAsync(Message(3), default));
        await first!.DisposeAsync();

        Assert.NotNull(await one.WaitAsync(Upload(4), default));
    }

    [Fact]
    public void Alone_a_process_keeps_to_a_share_of_its_own()
    {
        var turns = new LocalTelegramTurns(Patient, _clock);
        for (var call = 0; call < Patient.BulkBurst; call++)
        {
            Assert.Equal(TimeSpan.Zero, turns.Take(new TelegramTurn(Person, IsInteractive: false)).Wait);
        }

        Assert.Equal(TimeSpan.FromSeconds(4), turns.Take(new TelegramTurn(Person, IsInteractive: false)).Wait);
        turns.Block(Person, TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(60), turns.Take(new TelegramTurn(Person, IsInteractive: true)).Wait);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.Zero, turns.Take(new TelegramTurn(Person, IsInteractive: false)).Wait);
    }

    private static SendMessageRequest Message(long chatId) => new() { ChatId = chatId, Text = "hello" };

    private static SendAudioRequest Upload(long chatId) =>
        new() { ChatId = chatId, Audio = InputFile.FromStream(new MemoryStream([1]), "a.m4a") };

    private TelegramLimiter New(ConnectionMultiplexer redis, TelegramPace? pace = null) => new(
        new RedisTelegramTurns(redis, pace ?? new TelegramPace(), _prefix),
        new LocalTelegramTurns(pace ?? new TelegramPace(), _clock),
        TimeProvider.System,
        isInteractive: false,
        NullLogger<TelegramLimiter>.Instance);
}
