using System.Reflection;

namespace Aspire.Hosting.Engine;

/// <summary>Where the AppHost lies and how it was built.</summary>
internal sealed record AppHostInfo(string Directory, Assembly? Assembly)
{
    /// <summary>The services run in the configuration (Debug, Release) that the AppHost itself was built in.</summary>
    public string Configuration =>
        Assembly?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration is { Length: > 0 } configuration
            ? configuration
            : "Debug";
}
