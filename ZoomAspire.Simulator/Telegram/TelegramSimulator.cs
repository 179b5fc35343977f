namespace ZoomAspire.Simulator.Telegram;

/// <summary>The simulated Telegram: its users, chats, messages, files and the one bot.</summary>
/// <param name="options">The bot's token and the description calls are checked against.</param>
/// <param name="addresses">Where the listeners answer; known once they are open.</param>
/// <param name="events">Told of every change, topic <c>telegram</c>.</param>
/// <param name="time">The clock.</param>
public sealed class TelegramSimulator(
    SimulatorOptions options, SimulatorAddresses addresses, SimulatorEvents events, TimeProvider time) : IDisposable
{
    internal SimulatorOptions Options => options;

    internal SimulatorAddresses Addresses => addresses;

    internal SimulatorEvents Events => events;

    internal TimeProvider Time => time;

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
