namespace ZoomAspire.Simulator.Telegram;

/// <summary>The HTTP surface of the simulated Telegram, one map method for each listener.</summary>
public static class TelegramEndpoints
{
    /// <summary>Maps the Bot API, its file downloads and t.me.</summary>
    /// <param name="routes">The Telegram listener.</param>
    /// <param name="telegram">The state served.</param>
    public static void MapTelegram(IEndpointRouteBuilder routes, TelegramSimulator telegram) => BotApiRoutes.Map(routes, telegram);

    /// <summary>Maps the control API under <c>/sim/telegram</c>.</summary>
    /// <param name="routes">The page listener.</param>
    /// <param name="telegram">The state controlled.</param>
    public static void MapTelegramControl(IEndpointRouteBuilder routes, TelegramSimulator telegram) =>
        TelegramControlRoutes.Map(routes, telegram);
}
