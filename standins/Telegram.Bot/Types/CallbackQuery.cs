namespace Telegram.Bot.Types;

/// <summary>A press on a button of an inline keyboard.</summary>
public class CallbackQuery
{
    public string Id { get; set; } = default!;

    public User From { get; set; } = default!;

    /// <summary>The message with the button. Too old a message has only its chat, its id and the default date.</summary>
    public Message? Message { get; set; }

    public string? InlineMessageId { get; set; }

    public string ChatInstance { get; set; } = default!;

    /// <summary>What the button carries; a forged client can send anything.</summary>
    public string? Data { get; set; }
}
