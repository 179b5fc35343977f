using System.Net;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Simulator;

public sealed class TelegramFaultTests : IAsyncLifetime
{
    private TelegramTestBot _bot = null!;

    public async Task InitializeAsync() => _bot = await TelegramTestBot.StartAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task Too_many_requests_says_how_long_in_body_and_header_as_often_as_asked()
    {
        _bot.Telegram.Inject(new TelegramFault("sendMessage", "too_many_requests", Times: 2, Value: 7));

        for (var time = 0; time < 2; time++)
        {
            var answer = await _bot.SendTextAsync("x");
            Assert.Equal((HttpStatusCode)429, answer.Status);
            Assert.Equal("Too Many Requests: retry after 7", answer.Description);
            Assert.Equal(7, (int)answer.Body!["parameters"]!["retry_after"]!);
            Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter!.Delta);
        }

        Assert.Equal(HttpStatusCode.OK, (await _bot.SendTextAsync("x")).Status);
    }

    [Fact]
    public async Task An_internal_error_does_nothing()
    {
        _bot.Telegram.Inject(new TelegramFault("sendMessage", "internal_error"));

        Assert.Equal(HttpStatusCode.InternalServerError, (await _bot.SendTextAsync("x")).Status);
        Assert.Empty(_bot.BotMessages);
    }

    [Fact]
    public async Task A_bad_gateway_may_hide_that_the_message_was_sent()
    {
        _bot.Telegram.Inject(new TelegramFault("sendMessage", "bad_gateway_after"));

        var answer = await _bot.SendTextAsync("x");

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Null(answer.Body);
        Assert.Single(_bot.BotMessages);
    }

    [Theory]
    [InlineData("reset_before", 0)]
    [InlineData("reset_after", 1)]
    public async Task A_reset_connection_may_come_before_or_after_the_deed(string kind, int sent)
    {
        _bot.Telegram.Inject(new TelegramFault("sendMessage", kind));

        await Assert.ThrowsAsync<HttpRequestException>(() => _bot.SendTextAsync("x"));

        Assert.Equal(sent, _bot.BotMessages.Count);
    }

    [Fact]
    public async Task A_slow_call_takes_its_time()
    {
        _bot.Telegram.Inject(new TelegramFault("*", "slow", Value: 5000));

        var sending = _bot.SendTextAsync("x");
        await Eventually.HoldsAsync(() => _bot.Telegram.Faults.Count == 0, "the fault strikes");
        Assert.False(sending.IsCompleted);
        await Eventually.HoldsAsync(
            () =>
            {
                _bot.Clock.Advance(TimeSpan.FromSeconds(5));
                return sending.IsCompleted;
            },
            "the call goes on");

        Assert.Equal(HttpStatusCode.OK, (await sending).Status);
    }

    [Fact]
    public async Task A_fault_of_any_method_spares_polling()
    {
        _bot.Telegram.Inject(new TelegramFault("*", "internal_error"));

        Assert.Equal(HttpStatusCode.OK, (await _bot.CallAsync("getUpdates", new { })).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await _bot.CallAsync("getMe", new { })).Status);
    }

    [Fact]
    public async Task Calls_are_recorded_with_their_outcome()
    {
        await _bot.SendTextAsync("x");
        await _bot.SendTextAsync("<x>");
        await _bot.CallAsync("getUpdates", new { });

        await Eventually.HoldsAsync(() => _bot.Telegram.Calls.Count == 2, "both calls are recorded");
        Assert.Equal([200, 400], _bot.Telegram.Calls.Select(call => call.Status));
        Assert.All(_bot.Telegram.Calls, call => Assert.Equal(_bot.UserId, call.ChatId));
    }

    [Fact]
    public async Task A_reset_forgets_everything()
    {
        await _bot.SendAudioAsync([1, 2, 3]);
        _bot.Telegram.Inject(new TelegramFault("*", "internal_error"));
        _bot.Telegram.Switch(new TelegramSettings(OldServer: true));

        _bot.Telegram.Reset();

        Assert.Equal("Anna", Assert.Single(_bot.Telegram.Users).FirstName);
        Assert.Empty(_bot.Telegram.Faults);
        Assert.Empty(_bot.Telegram.Calls);
        Assert.False(_bot.Telegram.Settings.OldServer);
    }

    [Fact]
    public async Task Files_are_gone_when_the_simulator_ends()
    {
        await using var other = await TelegramTestBot.StartAsync();
        await other.SendAudioAsync([1, 2, 3]);
        var path = other.Telegram.FindFile(other.BotMessages[0].File!.Sha256)!;
        Assert.True(File.Exists(path));

        await other.DisposeAsync();

        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }
}
