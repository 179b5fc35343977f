using ZoomAspire.Core.Languages;

namespace ZoomAspire.Bot.Chats;

/// <summary>
/// In which language an update is answered: first as Telegram says, then, as soon as the person is known, as they have chosen. Whoever
/// began it learns of that, too, for an apology must be understood.
/// </summary>
internal static class UpdateLanguage
{
    private static readonly AsyncLocal<Learnt?> Own = new();

    /// <summary>Begins, for the calling method and all that it calls.</summary>
    /// <param name="tag">IETF language tag, if Telegram gave one.</param>
    public static void Begin(string? tag)
    {
        Own.Value = new Learnt { Tag = tag };
        SpokenLanguage.Use(tag);
    }

    /// <summary>Goes on in another one: in the calling method and all that it calls.</summary>
    /// <param name="tag">IETF language tag of the person.</param>
    public static void Learn(string? tag)
    {
        if (Own.Value is { } learnt)
        {
            learnt.Tag = tag;
        }

        SpokenLanguage.Use(tag);
    }

    /// <summary>Speaks, where it was begun, what has been learnt further down.</summary>
    public static void Resume() => SpokenLanguage.Use(Own.Value?.Tag);

    private sealed class Learnt
    {
        public string? Tag { get; set; }
    }
}
