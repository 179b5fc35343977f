using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Commands;

/// <summary>What Telegram shows about the bot: its commands and what it is for.</summary>
internal sealed partial class CommandMenu(ITelegramBotClient client, IServiceScopeFactory scopes, ILogger<CommandMenu> logger)
{
    /// <summary>Publishes it. A refusal is logged: the bot works without.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetServices<ICommand>()
            .Where(command => command.MenuText is not null)
            .Select(command => new BotCommand(command.Name, command.MenuText!))
            .ToList();
        try
        {
            await client.SetMyCommands(commands, new BotCommandScopeDefault(), cancellationToken: cancellationToken);
            await client.SetMyCommands(commands, new BotCommandScopeAllPrivateChats(), cancellationToken: cancellationToken);
            await client.SetMyShortDescription(CommonTexts.ShortDescription, cancellationToken: cancellationToken);
            await client.SetMyDescription(CommonTexts.Description, cancellationToken: cancellationToken);
        }
        catch (ApiRequestException exception)
        {
            LogRefused(exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bot's menu could not be published: {Reason}")]
    private partial void LogRefused(string reason);
}
