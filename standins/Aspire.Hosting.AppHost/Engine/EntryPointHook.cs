using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Engine;

/// <summary>How the testing package steps into an AppHost's entry point while it runs on a thread of the test.</summary>
internal abstract class EntryPointHook
{
    private static readonly AsyncLocal<EntryPointHook?> Ambient = new();

    public static EntryPointHook? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public abstract void Constructing(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    public abstract void Building(DistributedApplicationBuilder builder);

    public abstract DistributedApplication Built(DistributedApplication app);
}
