using System.Globalization;
using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Everything below the list of dead letters: show a page, replay, ask whether really to delete, delete. Whoever presses must be an
/// operator at that moment, whenever the list was sent.
/// </summary>
internal sealed class DeadLettersButton(DeadLetters letters, IOptions<OperatorOptions> options, Messenger messenger) : IButton
{
    private const string VerbText = "dead";

    private const string PageAction = "page";
    private const string ReplayAction = "replay";
    private const string AskAction = "delete?";
    private const string DeleteAction = "delete";

    // Pages further back are not worth a database's time.
    private const int MaxSkip = 10_000;

    public string Verb => VerbText;

    /// <summary>Data of the button that shows a page.</summary>
    public static string Page(int skip) => string.Create(CultureInfo.InvariantCulture, $"{VerbText}:{PageAction}:{skip}");

    /// <summary>Data of the button that replays.</summary>
    public static string Replay(DeadLetterScope scope) => $"{VerbText}:{ReplayAction}:{scope}";

    /// <summary>Data of the button that asks whether to delete.</summary>
    public static string AskToDelete(DeadLetterScope scope) => $"{VerbText}:{AskAction}:{scope}";

    /// <summary>Data of the button that deletes.</summary>
    public static string Delete(DeadLetterScope scope) => $"{VerbText}:{DeleteAction}:{scope}";

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOperator(press.Sender.Id) || press.Argument.Split(':', 2) is not [var action, var rest])
        {
            return CommonTexts.StaleButton;
        }

        if (action == PageAction && int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) && skip <= MaxSkip)
        {
            await ShowAsync(press, skip, cancellationToken);
            return null;
        }

        return DeadLetterScope.TryParse(rest) is { } scope
            ? await ActAsync(press, action, scope, cancellationToken)
            : CommonTexts.StaleButton;
    }

    private async Task<string?> ActAsync(ButtonPress press, string action, DeadLetterScope scope, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case ReplayAction:
                var replayed = await letters.ReplayAsync(scope, press.Sender.Id, cancellationToken);
                await ShowAsync(press, 0, cancellationToken);
                return DeadLetterTexts.Replayed(replayed);
            case AskAction:
                await messenger.EditAsync(press.Place, press.MessageId, DeadLetterTexts.AskToDelete(scope), cancellationToken);
                return null;
            case DeleteAction:
                var deleted = await letters.DeleteAsync(scope, press.Sender.Id, cancellationToken);
                await ShowAsync(press, 0, cancellationToken);
                return DeadLetterTexts.Deleted(deleted);
            default:
                return CommonTexts.StaleButton;
        }
    }

    private async Task ShowAsync(ButtonPress press, int skip, CancellationToken cancellationToken) =>
        await messenger.EditAsync(
            press.Place, press.MessageId, await DeadLetterTexts.PageAsync(letters, skip, cancellationToken), cancellationToken);
}
