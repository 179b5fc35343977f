using System.Globalization;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Commands;

/// <summary>What Telegram shows about the bot, in each language: its commands, by kind of chat, and what it is for.</summary>
internal sealed partial class CommandMenu(
    ITelegramBotClient client,
    IServiceScopeFactory scopes,
    IOptions<OperatorOptions> operators,
    TimeProvider time,
    ILogger<CommandMenu> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Publishes it. Some dozens of calls: to be run beside the polling. A Telegram that fails, or wants patience, is asked again; a refusal
    /// is logged, for the bot works without.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetServices<ICommand>().ToList();
        try
        {
            foreach (var language in SpokenLanguage.All)
            {
                await PublishAsync(commands, language, cancellationToken);
            }
        }
        catch (RequestException exception)
        {
            LogRefused(exception.Message);
        }
    }

    private async Task PublishAsync(IReadOnlyList<ICommand> commands, CultureInfo language, CancellationToken cancellationToken)
    {
        SpokenLanguage.Use(language.Name);
        // What is published for no language is read by all whose language we do not speak.
        var code = language.Equals(SpokenLanguage.Of(null)) ? null : language.Name;
        var inPrivate = commands.Where(command => command.MenuText is not null).ToList();
        var all = MenuOf(inPrivate);
        await CallAsync(token => client.SetMyCommands(all, BotCommandScope.Default(), code, token), cancellationToken);
        await CallAsync(token => client.SetMyCommands(all, BotCommandScope.AllPrivateChats(), code, token), cancellationToken);
        var inGroups = MenuOf(inPrivate.Where(command => command.IsForGroups));
        await CallAsync(token => client.SetMyCommands(inGroups, BotCommandScope.AllGroupChats(), code, token), cancellationToken);
        await CallAsync(token => client.SetMyShortDescription(CommonTexts.ShortDescription, code, token), cancellationToken);
        await CallAsync(token => client.SetMyDescription(CommonTexts.Description, code, token), cancellationToken);
        BotCommand[] forOperators =
        [
            .. all,
            .. commands.Where(command => command.OperatorMenuText is not null)
                .Select(command => new BotCommand(command.Name, command.OperatorMenuText!)),
        ];
        foreach (var userId in operators.Value.UserIds)
        {
            await PublishAsync(forOperators, userId, code, cancellationToken);
        }
    }

    // An operator who has never pressed Start has no chat with the bot yet.
    private async Task PublishAsync(BotCommand[] menu, TelegramUserId userId, string? code, CancellationToken cancellationToken)
    {
        var scope = BotCommandScope.Chat(userId.Value);
        try
        {
            await CallAsync(token => client.SetMyCommands(menu, scope, code, token), cancellationToken);
        }
        catch (RequestException exception)
        {
            LogNotForOperator(userId, TelegramFailures.Classify(exception).Kind);
        }
    }

    private static List<BotCommand> MenuOf(IEnumerable<ICommand> commands) =>
        [.. commands.Select(command => new BotCommand(command.Name, command.MenuText!))];

    private async Task CallAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await call(cancellationToken);
                return;
            }
            catch (RequestException exception) when (
                !cancellationToken.IsCancellationRequested &&
                TelegramFailures.Classify(exception) is { Kind: TelegramFailureKind.Transient or TelegramFailureKind.RateLimited } failure)
            {
                var pause = failure.RetryAfter ?? Pause * attempt;
                await Task.Delay(pause < LongestPause ? pause : failure.RetryAfter ?? LongestPause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bot's menu could not be published: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Information, "The menu of operator {UserId} could not be published ({Kind})")]
    private partial void LogNotForOperator(TelegramUserId userId, TelegramFailureKind kind);
}
