using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Buttons;

/// <summary>One of several Zoom accounts, after <c>/disconnect</c>: asks whether really.</summary>
internal sealed class DisconnectChoiceButton(Connections connections, Messenger messenger) : IButton
{
    private const string VerbText = "disconnect?";

    public string Verb => VerbText;

    /// <summary>The button's data.</summary>
    public static string Data(long connectionId) => string.Create(CultureInfo.InvariantCulture, $"{VerbText}:{connectionId}");

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var account = await connections.FindOwnAsync(press, cancellationToken);
        if (account is null)
        {
            return DisconnectTexts.NotConnectedAnyMore;
        }

        await messenger.EditAsync(press.Place, press.MessageId, DisconnectTexts.AskSure(account), cancellationToken);
        return null;
    }
}

/// <summary>The answer Yes: disconnects.</summary>
internal sealed class DisconnectButton(Connections connections, Messenger messenger) : IButton
{
    private const string VerbText = "disconnect";

    public string Verb => VerbText;

    /// <summary>The button's data.</summary>
    public static string Data(long connectionId) => string.Create(CultureInfo.InvariantCulture, $"{VerbText}:{connectionId}");

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var account = await connections.FindOwnAsync(press, cancellationToken);
        var result = account is null
            ? DisconnectResult.NotFound
            : await connections.DisconnectAsync(press.Sender.Id, account.ConnectionId, cancellationToken);
        if (result == DisconnectResult.NotFound)
        {
            return DisconnectTexts.NotConnectedAnyMore;
        }

        await messenger.EditAsync(
            press.Place,
            press.MessageId,
            DisconnectTexts.Disconnected(account!, result),
            cancellationToken);
        return null;
    }
}

/// <summary>The answer No: everything stays as it is.</summary>
internal sealed class KeepButton(Messenger messenger) : IButton
{
    /// <summary>The button's data.</summary>
    public const string Data = "keep";

    public string Verb => Data;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        await messenger.EditAsync(press.Place, press.MessageId, DisconnectTexts.Kept, cancellationToken);
        return null;
    }
}

/// <summary>Finds what a button names among what its presser owns.</summary>
internal static class OwnConnections
{
    /// <summary>The account, or null if the presser has no such connection.</summary>
    public static async Task<ConnectedAccount?> FindOwnAsync(
        this Connections connections, ButtonPress press, CancellationToken cancellationToken)
    {
        if (!press.TryGetKey(out var connectionId))
        {
            return null;
        }

        var own = await connections.GetForUserAsync(press.Sender.Id, cancellationToken);
        return own.FirstOrDefault(connection => connection.Account.ConnectionId == connectionId)?.Account;
    }
}
