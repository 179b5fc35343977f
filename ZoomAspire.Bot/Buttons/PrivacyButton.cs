using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Privacy;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Everything below <c>/privacy</c>: a file with all that is kept, and the end of it. Erasing needs a second press within a few minutes after it
/// was said what goes; whoever forges the buttons erases nobody but themselves.
/// </summary>
internal sealed class PrivacyButton(
    PrivacyAnswer answer, DataExports exports, Erasures erasures, OwnSettings settings, Messenger messenger, TimeProvider time) : IButton
{
    private const string VerbText = "privacy";
    private const string EraseAllText = "all";
    private const string EraseHereText = "here";

    /// <summary>Data of the button that shows what is kept.</summary>
    public const string Overview = $"{VerbText}:show";

    /// <summary>Data of the button that asks for the file.</summary>
    public const string Export = DataExports.ButtonData;

    /// <summary>Data of the button that asks whether really everything is to be erased.</summary>
    public const string AskToErase = $"{VerbText}:erase";

    // Long enough to read, too short for a message that somebody finds later.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Verb => VerbText;

    /// <summary>Data of the buttons that erase.</summary>
    /// <param name="askedAt">When it was asked whether really.</param>
    /// <param name="removesMessages">Whether messages are removed, too.</param>
    public static string Erase(DateTimeOffset askedAt, bool removesMessages) => string.Create(
        CultureInfo.InvariantCulture, $"{VerbText}:{(removesMessages ? EraseAllText : EraseHereText)}:{askedAt.ToUnixTimeSeconds()}");

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        switch ($"{VerbText}:{press.Argument}")
        {
            case Overview:
                return await ShowAsync(press, await answer.GetAsync(press.Sender, cancellationToken), cancellationToken);
            case Export:
                return PrivacyTexts.Notice(await exports.AskAsync(press.Sender.Id, cancellationToken));
            case AskToErase:
                return await AskAsync(press, cancellationToken);
        }

        return press.Argument.Split(':') is [(EraseAllText or EraseHereText) and var how, var asked] &&
            long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? await EraseAsync(press, how == EraseAllText, seconds, cancellationToken)
                : CommonTexts.StaleButton;
    }

    private async Task<string?> AskAsync(ButtonPress press, CancellationToken cancellationToken) =>
        await erasures.FindScopeAsync(press.Sender.Id, cancellationToken) is { } scope
            ? await ShowAsync(press, PrivacyTexts.AskToErase(scope, time.GetUtcNow()), cancellationToken)
            : CommonTexts.StaleButton;

    private async Task<string?> EraseAsync(ButtonPress press, bool removesMessages, long askedAt, CancellationToken cancellationToken)
    {
        var age = time.GetUtcNow().ToUnixTimeSeconds() - askedAt;
        if (age < 0 || age > Patience.TotalSeconds)
        {
            await AskAsync(press, cancellationToken);
            return PrivacyWords.AskedTooLongAgo;
        }

        var user = await settings.GetAsync(press.Sender.Id, cancellationToken);
        return await erasures.ConfirmAsync(press.Sender.Id, removesMessages, user.SpokenLanguage, cancellationToken)
            ? await ShowAsync(press, new ChatText(PrivacyWords.Erasing), cancellationToken)
            : CommonTexts.StaleButton;
    }

    private async Task<string?> ShowAsync(ButtonPress press, ChatText text, CancellationToken cancellationToken)
    {
        await messenger.EditAsync(press.Place, press.MessageId, text, cancellationToken);
        return null;
    }
}
