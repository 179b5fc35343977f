using ZoomAspire.Bot.Answers;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using User = ZoomAspire.Core.Accounts.User;

namespace ZoomAspire.Bot.Settings;

/// <summary>What is chosen in words: a time zone, quiet hours, words in the topic. Asks, and takes the answers.</summary>
internal sealed class SettingsAnswers(OwnSettings settings, SettingsScreens screens, Questions questions, Messenger messenger) : IAnswer
{
    private const string NameText = "set";

    public string Name => NameText;

    /// <summary>Asks.</summary>
    /// <returns>Whether that is answered in words.</returns>
    public Task<bool> AskAsync(ChatPlace place, SettingsScreen screen, CancellationToken cancellationToken) =>
        AskAsync(place, screen, isAgain: false, cancellationToken);

    public async Task HandleAsync(GivenAnswer answer, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<SettingsScreen>(answer.About, out var screen) || SettingsTexts.Question(screen, isAgain: false) is null)
        {
            await messenger.SendAsync(answer.Place, CommonTexts.NotUnderstood, cancellationToken);
        }
        else if (Change(screen, answer.Text) is { } change)
        {
            var user = await settings.ChangeAsync(answer.Sender.Id, change, cancellationToken);
            await messenger.SendAsync(answer.Place, screens.Of(user, screen)!, cancellationToken);
        }
        else
        {
            await AskAsync(answer.Place, screen, isAgain: true, cancellationToken);
        }
    }

    /// <summary>Sets quiet hours, or none.</summary>
    public static void SetQuiet(User user, QuietHours? hours) => (user.QuietFrom, user.QuietTo) = (hours?.From, hours?.To);

    private static Action<User>? Change(SettingsScreen screen, string text) => screen switch
    {
        SettingsScreen.Zone when UserTimeZones.Read(text) is { } zone => user => user.TimeZone = zone,
        SettingsScreen.Quiet when QuietHours.Read(text) is { } hours => user => SetQuiet(user, hours),
        SettingsScreen.Which when TopicWords.Normalize(text) is { } words => user => user.WantedWords = words,
        _ => null,
    };

    private async Task<bool> AskAsync(ChatPlace place, SettingsScreen screen, bool isAgain, CancellationToken cancellationToken)
    {
        if (SettingsTexts.Question(screen, isAgain) is not { } question)
        {
            return false;
        }

        var link = await questions.LinkAsync(NameText, screen.ToString(), cancellationToken);
        await messenger.SendAsync(place, question(link), cancellationToken);
        return true;
    }
}
