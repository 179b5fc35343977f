using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Telegram.Bot;
using Telegram.Bot.Requests.Abstractions;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Recordings;

/// <summary>
/// Ends an attempt at one chosen step, as a crash would: before or after a call to Telegram, before or after a commit.
/// </summary>
internal sealed class CrashPlan : DbTransactionInterceptor
{
    private int _steps;

    /// <summary>The step at which to crash, once; 0 for never.</summary>
    public int At { get; set; }

    public int Steps => _steps;

    public void Reset(int at)
    {
        At = at;
        _steps = 0;
    }

    public void Step()
    {
        if (++_steps == At)
        {
            throw new InvalidOperationException("Crash!");
        }
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Step();
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Step();
        return Task.CompletedTask;
    }
}

/// <summary>A bot whose calls are steps of the plan.</summary>
internal sealed class CrashingBot(ITelegramBotClient bot, CrashPlan plan) : TelegramBotClient(TestSettings.BotToken)
{
    public override async Task<TResponse> SendRequest<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken = default)
    {
        plan.Step();
        var response = await bot.SendRequest(request, cancellationToken);
        plan.Step();
        return response;
    }
}
