using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Azure;
using Aspire.Hosting.Azure.AppContainers;
using Azure.Provisioning.AppContainers;

namespace Aspire.Hosting
{
    public static class AzureContainerAppExtensions
    {
        public static IResourceBuilder<AzureContainerAppEnvironmentResource> AddAzureContainerAppEnvironment(
            this IDistributedApplicationBuilder builder, string name) =>
            builder.AddResource(new AzureContainerAppEnvironmentResource(name));
    }

    public static class AzureContainerAppProjectExtensions
    {
        public static IResourceBuilder<T> PublishAsAzureContainerApp<T>(
            this IResourceBuilder<T> project, Action<AzureResourceInfrastructure, ContainerApp> configure)
            where T : ProjectResource => project.WithAnnotation(new AzureContainerAppCustomizationAnnotation(configure));
    }
}

namespace Aspire.Hosting.Azure
{
    /// <summary>Only its type is used here: publishing needs the real packages.</summary>
    public sealed class AzureResourceInfrastructure
    {
        internal AzureResourceInfrastructure()
        {
        }
    }

    public sealed class AzureContainerAppCustomizationAnnotation(Action<AzureResourceInfrastructure, ContainerApp> configure)
        : IResourceAnnotation
    {
        public Action<AzureResourceInfrastructure, ContainerApp> Configure { get; } = configure;
    }
}

namespace Aspire.Hosting.Azure.AppContainers
{
    public class AzureContainerAppEnvironmentResource(string name) : Resource(name), IComputeEnvironmentResource;
}
