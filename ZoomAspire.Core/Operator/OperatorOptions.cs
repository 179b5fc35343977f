using System.Globalization;
using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Operator;

/// <summary>Who runs the service: where alerts go, and who may use the operator's commands. Both may be left unset.</summary>
public sealed class OperatorOptions : ISettings
{
    // Telegram promises that ids have at most 52 significant bits (https://core.telegram.org/bots/api#chat).
    private const long LargestId = (1L << 52) - 1;

    /// <summary>OPERATOR_CHAT_ID: the chat that gets alerts; a group's id is negative.</summary>
    [ConfigurationKeyName("OPERATOR_CHAT_ID")]
    public string Chat { get; set; } = "";

    /// <summary>OPERATOR_USER_IDS: Telegram users who may use the operator's commands, separated by commas.</summary>
    [ConfigurationKeyName("OPERATOR_USER_IDS")]
    public string Users { get; set; } = "";

    /// <summary>The chat that gets alerts, if one is set.</summary>
    public TelegramChatId? ChatId => IdOf(Chat) is { } id ? new TelegramChatId(id) : null;

    /// <summary>Who may use the operator's commands.</summary>
    public IEnumerable<TelegramUserId> UserIds => GivenIds().OfType<long>().Select(id => new TelegramUserId(id));

    /// <summary>Whether somebody may use the operator's commands.</summary>
    /// <param name="userId">The Telegram user.</param>
    public bool IsOperator(TelegramUserId userId) => UserIds.Contains(userId);

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (Chat.Length > 0 && IdOf(Chat) is null)
        {
            yield return "OPERATOR_CHAT_ID is malformed: it must be the id of a Telegram chat, a whole number.";
        }

        if (GivenIds().Any(id => id is null or <= 0))
        {
            yield return "OPERATOR_USER_IDS is malformed: it must be ids of Telegram users, separated by commas.";
        }
    }

    private IEnumerable<long?> GivenIds() => Users.Length == 0 ? [] : Users.Split(',').Select(IdOf);

    private static long? IdOf(string text) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) &&
        id is not 0 and >= -LargestId and <= LargestId ? id : null;
}
