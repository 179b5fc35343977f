using System.Globalization;
using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Below <c>/ops</c>: look again, sweep now, acknowledge an alert. Whoever presses must be an operator at that moment, whenever the message was
/// sent.
/// </summary>
internal sealed class OpsButton(OperatorDesk desk, IOptions<OperatorOptions> options, Messenger messenger) : IButton
{
    private const string VerbText = "ops";

    private const string ShowAction = "show";
    private const string SweepAction = "sweep";
    private const string AcknowledgeAction = "ack";

    public string Verb => VerbText;

    /// <summary>Data of the button that shows the numbers.</summary>
    public static string Show => $"{VerbText}:{ShowAction}";

    /// <summary>Data of the button that sweeps.</summary>
    public static string Sweep => $"{VerbText}:{SweepAction}";

    /// <summary>Data of the button that acknowledges.</summary>
    public static string Acknowledge(string alert) => $"{VerbText}:{AcknowledgeAction}:{alert}";

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOperator(press.Sender.Id))
        {
            return CommonTexts.StaleButton;
        }

        var (known, notice) = await ActAsync(press, cancellationToken);
        if (known)
        {
            await messenger.EditAsync(press.Place, press.MessageId, OpsTexts.Overview(await desk.ReadAsync(cancellationToken)), cancellationToken);
        }

        return known ? notice : CommonTexts.StaleButton;
    }

    private async Task<(bool IsKnown, string? Notice)> ActAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        switch (press.Argument.Split(':'))
        {
            case [ShowAction]:
                return (true, null);
            case [SweepAction]:
                var count = await desk.SweepNowAsync(
                    string.Create(CultureInfo.InvariantCulture, $"Telegram user {press.Sender.Id}"), cancellationToken);
                return (true, OpsTexts.Swept(count));
            case [AcknowledgeAction, var alert]:
                return (true, OpsTexts.Acknowledged(await desk.AcknowledgeAsync(alert, press.Sender.Id, cancellationToken)));
            default:
                return (false, null);
        }
    }
}

/// <summary>Acknowledge, below an alert in the operator's chat, which may be a group. Whoever presses must be an operator at that moment.</summary>
internal sealed class AcknowledgeButton(OperatorDesk desk, IOptions<OperatorOptions> options) : IButton
{
    public string Verb => BotActions.AcknowledgeAlert;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken) =>
        options.Value.IsOperator(press.Sender.Id)
            ? OpsTexts.Acknowledged(await desk.AcknowledgeAsync(press.Argument, press.Sender.Id, cancellationToken))
            : CommonTexts.StaleButton;
}
