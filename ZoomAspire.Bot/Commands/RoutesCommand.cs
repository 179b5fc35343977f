using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Links;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Commands;

/// <summary>
/// <c>/routes</c>: where recordings go. Given in a group, it leads into the private chat, for whatever is said in the group all read:
/// there its administrators see what is delivered to it, and everybody may send their own recordings there.
/// </summary>
internal sealed class RoutesCommand(RouteScreens screens, Messenger messenger) : ICommand
{
    private const string NameText = "routes";

    public string Name => NameText;

    public string MenuText => RouteTexts.MenuText;

    public bool IsPersonal => true;

    public bool IsForGroups => true;

    public string PayloadFrom(ChatPlace group) => PayloadFor(new DeliveryPlace(group.ChatId, group.ThreadId));

    /// <summary>What a link carries that leads to the routes of a group.</summary>
    public static string PayloadFor(DeliveryPlace group) => $"{NameText}_{GroupPayload.Of(group)}";

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) => await messenger.SendAsync(
        call.Place,
        GroupPayload.Read(call.Argument) is { } group
            ? await screens.OfGroupAsync(call.Sender, group, cancellationToken)
            : await screens.ListAsync(call.Sender, cancellationToken),
        cancellationToken);
}
