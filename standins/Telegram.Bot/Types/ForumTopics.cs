namespace Telegram.Bot.Types;

/// <summary>A topic was made in the chat.</summary>
public class ForumTopicCreated
{
    public string Name { get; set; } = default!;

    /// <summary>RGB.</summary>
    public int IconColor { get; set; }

    public string? IconCustomEmojiId { get; set; }
}

/// <summary>A topic was renamed or got another icon.</summary>
public class ForumTopicEdited
{
    public string? Name { get; set; }

    public string? IconCustomEmojiId { get; set; }
}

/// <summary>A topic was closed.</summary>
public class ForumTopicClosed;

/// <summary>A topic was opened again.</summary>
public class ForumTopicReopened;
