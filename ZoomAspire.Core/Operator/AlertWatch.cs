using Microsoft.Extensions.Options;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Operator;

/// <summary>
/// Evaluates the rules and tells the operator what begins, what lasts, and what is over. For one replica at a time to call every minute;
/// more than one only look twice.
/// </summary>
public sealed class AlertWatch
{
    private readonly SignalStore _signals;
    private readonly AlertRules _rules;
    private readonly OperatorAlerts _alerts;
    private readonly AlertOptions _options;
    private readonly BotIdentity _bot;

    internal AlertWatch(SignalStore signals, AlertRules rules, OperatorAlerts alerts, IOptions<AlertOptions> options, BotIdentity bot) =>
        (_signals, _rules, _alerts, _options, _bot) = (signals, rules, alerts, options.Value, bot);

    /// <summary>What a link to the private chat carries to show <c>/ops</c>.</summary>
    public const string OpsPayload = "ops";

    /// <summary>Evaluates all rules.</summary>
    /// <param name="cancellationToken">Gives up; the rest is evaluated next time.</param>
    /// <returns>How many messages were sent.</returns>
    /// <exception cref="AggregateException">Some could not be told; the others were evaluated all the same.</exception>
    public async Task<int> EvaluateAsync(CancellationToken cancellationToken)
    {
        var watched = _rules.All.Where(rule => !rule.IsToldElsewhere).ToList();
        var window = await _signals.ReadAsync(TimeSpan.FromHours(1), cancellationToken);
        var sent = 0;
        var failures = new List<Exception>();
        foreach (var rule in watched)
        {
            try
            {
                sent += await EvaluateAsync(rule, window, cancellationToken) ? 1 : 0;
            }
            catch (RequestException exception)
            {
                failures.Add(exception);
            }
        }

        // A rule that was switched off while it alerted.
        await _alerts.ForgetExceptAsync([.. watched.Select(rule => rule.Name)], cancellationToken);
        await _signals.DeleteOldAsync(cancellationToken);
        return failures.Count == 0 ? sent : throw new AggregateException(failures);
    }

    private Task<bool> EvaluateAsync(AlertRule rule, SignalWindow window, CancellationToken cancellationToken) =>
        rule.Condition.Read(window) is { } observed
            ? _alerts.FireAsync(rule.Name, observed, _options.Repeat, token => MessageAsync(rule, observed, token), cancellationToken)
            : _alerts.ResolveAsync(rule.Name, $"✅ <b>Over: {rule.Title}</b>", cancellationToken);

    private async Task<AlertMessage> MessageAsync(AlertRule rule, string observed, CancellationToken cancellationToken)
    {
        var link = await _bot.GetStartLinkAsync(OpsPayload, cancellationToken);
        return new AlertMessage(
            $"⚠️ <b>{rule.Title}</b>\n\n{TelegramHtml.Escape(observed)}\n\n{rule.Advice}",
            new InlineKeyboardMarkup(
            [
                [InlineKeyboardButton.WithCallbackData("Acknowledge", $"{BotActions.AcknowledgeAlert}:{rule.Name}")],
                [InlineKeyboardButton.WithUrl("Open /ops", link.AbsoluteUri)],
            ]));
    }
}

/// <summary>An alert as it is sent.</summary>
/// <param name="Html">HTML of the Bot API's dialect.</param>
/// <param name="Buttons">Below it.</param>
internal sealed record AlertMessage(string Html, InlineKeyboardMarkup? Buttons);
