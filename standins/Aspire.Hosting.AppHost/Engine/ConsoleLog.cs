using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>Every line of every resource on one console, each behind the name of its resource.</summary>
internal sealed class ConsoleLog(DistributedApplicationModel model)
{
    private static readonly int[] Colours = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
    private static readonly bool Coloured =
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private readonly Lock _lock = new();
    private readonly int _width = model.Resources.Select(static r => r.Name.Length).Append("aspire".Length).Max() + 2;

    /// <summary>A line of the engine itself.</summary>
    public void Write(string line) => Write("aspire", line);

    public void Write(string source, string line)
    {
        var name = source.PadRight(_width);
        if (Coloured)
        {
            name = $"\e[{Colours[(uint)string.GetHashCode(source, StringComparison.Ordinal) % Colours.Length]}m{name}\e[0m";
        }

        lock (_lock)
        {
            Console.Out.WriteLine($"{name}| {line}");
        }
    }
}
