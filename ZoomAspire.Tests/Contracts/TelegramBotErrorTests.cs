using System.Net;
using Microsoft.AspNetCore.Http;
using Telegram.Bot;
using Telegram.Bot.Exceptions;

namespace ZoomAspire.Tests.Contracts;

/// <summary>How Telegram.Bot tells what went wrong, and when it tries again by itself.</summary>
public sealed class TelegramBotErrorTests
{
    private static readonly TelegramBotAnswer Slower =
        TelegramBotServer.Error(429, "Too Many Requests: retry after 1", """{"retry_after":1}""");

    [Theory]
    [InlineData(400, "Bad Request: chat not found")]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden: bot was blocked by the user")]
    [InlineData(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")]
    [InlineData(413, "Request Entity Too Large")]
    public async Task A_refusal_surfaces_with_the_servers_code_and_words(int code, string description)
    {
        await using var server = await TelegramBotServer.Answering(_ => TelegramBotServer.Error(code, description));

        var exception = await Assert.ThrowsAsync<ApiRequestException>(() => server.Client().GetUpdates());

        Assert.Equal((code, description), (exception.ErrorCode, exception.Message));
        Assert.IsAssignableFrom<RequestException>(exception);
        Assert.Null(exception.Parameters?.RetryAfter);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_surfaces_with_the_new_chat_id()
    {
        await using var server = await TelegramBotServer.Answering(_ => TelegramBotServer.Error(
            400, "Bad Request: group chat was upgraded to a supergroup chat", """{"migrate_to_chat_id":-1009876543210123}"""));

        var exception = await Assert.ThrowsAsync<ApiRequestException>(() => server.Client().SendMessage(-4000000001, "text"));

        Assert.Equal((400, -1009876543210123L), (exception.ErrorCode, exception.Parameters!.MigrateToChatId));
    }

    [Fact]
    public async Task By_default_429_is_waited_for_and_the_call_made_again()
    {
        var answers = new Queue<TelegramBotAnswer>([Slower, TelegramBotServer.Ok(TelegramBotServer.SentMessage)]);
        await using var server = await TelegramBotServer.Answering(_ => answers.Dequeue());

        var message = await server.Client().SendMessage(42, "text");

        Assert.Equal(77, message.Id);
        Assert.Equal(["text", "text"], server.Calls.Select(call => call.Json["text"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task With_a_retry_count_of_0_or_1_a_429_surfaces_at_once_with_the_seconds_to_wait(int retryCount)
    {
        await using var server = await TelegramBotServer.Answering(_ => Slower);

        var exception = await Assert.ThrowsAsync<ApiRequestException>(
            () => server.Client(retryCount).SendMessage(42, "text"));

        Assert.Equal((429, 1), (exception.ErrorCode, exception.Parameters!.RetryAfter));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_call_is_made_at_most_retry_count_times()
    {
        await using var server = await TelegramBotServer.Answering(_ => Slower);

        var exception = await Assert.ThrowsAsync<ApiRequestException>(
            () => server.Client(retryCount: 2).SendMessage(42, "text"));

        Assert.Equal(429, exception.ErrorCode);
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task A_429_that_asks_for_more_than_the_threshold_surfaces_at_once()
    {
        await using var server = await TelegramBotServer.Answering(_ =>
            TelegramBotServer.Error(429, "Too Many Requests: retry after 61", """{"retry_after":61}"""));

        var exception = await Assert.ThrowsAsync<ApiRequestException>(() => server.Client().SendMessage(42, "text"));

        Assert.Equal(61, exception.Parameters!.RetryAfter);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData(413, "<html><head><title>413 Request Entity Too Large</title></head></html>", "text/html")]
    [InlineData(502, "", "text/html")]
    [InlineData(500, "{}", "application/json")]
    [InlineData(200, "<html>captive portal</html>", "text/html")]
    [InlineData(200, "{\"ok\":true}", "application/json")]
    public async Task An_answer_that_is_not_the_bot_apis_surfaces_with_the_http_status(
        int status, string body, string contentType)
    {
        await using var server = await TelegramBotServer.Answering(_ => new TelegramBotAnswer(status, body, contentType));

        var exception = await Assert.ThrowsAsync<RequestException>(() => server.Client().GetMe());

        Assert.Equal((HttpStatusCode)status, exception.HttpStatusCode);
        AssertTellsNoSecret(exception);
    }

    [Fact]
    public async Task A_connection_cut_by_the_server_surfaces_without_a_status()
    {
        await using var server = await TelegramBotServer.Handling(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var exception = await Assert.ThrowsAsync<RequestException>(() => server.Client().GetMe());

        Assert.Null(exception.HttpStatusCode);
        AssertTellsNoSecret(exception);
    }

    [Fact]
    public async Task A_server_that_is_not_there_surfaces_without_a_status()
    {
        var bot = new TelegramBotClient(new TelegramBotClientOptions(TelegramBotServer.Token, "http://127.0.0.1:1"));

        var exception = await Assert.ThrowsAsync<RequestException>(() => bot.GetMe());

        Assert.Null(exception.HttpStatusCode);
        AssertTellsNoSecret(exception);
    }

    [Fact]
    public async Task A_server_that_is_silent_past_the_http_clients_timeout_surfaces_as_a_failed_call()
    {
        await using var server = await TelegramBotServer.Handling(Silence);
        using var httpClient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(100) };

        var exception = await Assert.ThrowsAsync<RequestException>(() => server.Client(httpClient: httpClient).GetMe());

        Assert.Null(exception.HttpStatusCode);
    }

    [Fact]
    public async Task A_poll_ended_by_its_caller_surfaces_as_a_cancellation()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await TelegramBotServer.Handling(context =>
        {
            arrived.SetResult();
            return Silence(context);
        });
        using var cancellation = new CancellationTokenSource();

        var poll = server.Client().GetUpdates(timeout: 50, cancellationToken: cancellation.Token);
        await arrived.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }

    [Fact]
    public async Task A_wait_for_429_ended_by_the_clients_own_token_surfaces_as_a_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = await TelegramBotServer.Answering(_ =>
            TelegramBotServer.Error(429, "Too Many Requests: retry after 60", """{"retry_after":60}"""));

        var call = server.Client(cancellationToken: cancellation.Token).GetMe();
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public void A_poll_of_the_longest_timeout_fits_into_the_default_timeout_of_a_call()
    {
        var bot = new TelegramBotClient(new TelegramBotClientOptions(TelegramBotServer.Token));

        Assert.True(bot.Timeout > TimeSpan.FromSeconds(60), $"A call ends after {bot.Timeout}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-colon")]
    [InlineData(":" + TelegramBotServer.Secret)]
    [InlineData("bot:" + TelegramBotServer.Secret)]
    public void A_malformed_token_is_refused_at_once(string token)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => new TelegramBotClientOptions(token));

        AssertTellsNoSecret(exception);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("/relative")]
    public void A_malformed_server_address_is_refused_at_once(string baseUrl) =>
        Assert.ThrowsAny<ArgumentException>(() => new TelegramBotClientOptions(TelegramBotServer.Token, baseUrl));

    [Fact]
    public void Without_an_address_the_server_is_telegrams_own_and_with_one_it_is_local()
    {
        var cloud = new TelegramBotClient(new TelegramBotClientOptions(TelegramBotServer.Token));
        var local = new TelegramBotClient(new TelegramBotClientOptions(TelegramBotServer.Token, "http://localhost:8081"));

        Assert.Equal((123456L, false, true), (cloud.BotId, cloud.LocalBotServer, local.LocalBotServer));
    }

    private static async Task Silence(HttpContext context)
    {
        var cut = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(cut.SetResult);
        await cut.Task;
    }

    private static void AssertTellsNoSecret(Exception exception) =>
        Assert.DoesNotContain(TelegramBotServer.Secret, exception.ToString(), StringComparison.Ordinal);
}
