using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ZoomAspire.AppHost;

/// <summary>Numbers that the AppHost itself reads from the environment or its arguments.</summary>
internal static class ConfigurationSettings
{
    // The processes of a system that was killed end on their own, some only after their grace of 20 seconds.
    private static readonly TimeSpan PortPatience = TimeSpan.FromSeconds(25);

    /// <summary>A port by name; 0 takes a free one, so that tests never meet a running system.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">Name of the setting.</param>
    /// <param name="usual">The port when nothing is set.</param>
    /// <exception cref="SetupException">The value is no port, or somebody listens on it and does not end.</exception>
    public static async Task<int> PortSettingAsync(this IDistributedApplicationBuilder builder, string name, int usual)
    {
        var port = builder.NumberSetting(name, usual, 0, 65535);
        if (port == 0)
        {
            return LoopbackPorts.Any();
        }

        // Published systems have machines of their own, and the testing builder replaces fixed ports.
        if (!builder.ExecutionContext.IsRunMode
            || builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts")
            || LoopbackPorts.IsFree(port))
        {
            return port;
        }

        Console.WriteLine($"Port {port} is in use; waiting up to {PortPatience.TotalSeconds:0} seconds for it …");
        return !await LoopbackPorts.BecomesFreeAsync(port, PortPatience)
            ? throw new SetupException($"Port {port} is in use: stop what listens there, or set {name} to another port.")
            : port;
    }

    /// <summary>A number of processes, one when nothing is set.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">Name of the setting.</param>
    /// <exception cref="SetupException">The value is no such number.</exception>
    public static int ReplicaSetting(this IDistributedApplicationBuilder builder, string name) =>
        builder.NumberSetting(name, 1, 1, 32);

    private static int NumberSetting(this IDistributedApplicationBuilder builder, string name, int usual, int least, int most)
    {
        if (builder.Configuration[name] is not { Length: > 0 } text)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new SetupException($"{name} must be a number from {least} to {most}.");
    }
}
