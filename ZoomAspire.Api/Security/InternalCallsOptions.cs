using System.Net;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Api.Security;

/// <summary>On which port of the API the calls answer that are not for everybody.</summary>
internal sealed class InternalCallsOptions : ISettings
{
    /// <summary>
    /// INTERNAL_PORT: one of the ports that the API listens on, and the only one on which calls that ask for a key answer. Without it they
    /// answer everywhere in Development, and nowhere outside.
    /// </summary>
    [ConfigurationKeyName("INTERNAL_PORT")]
    public int? Port { get; set; }

    /// <summary>PUBLIC_INTEGRATIONS: whether integrators' calls answer on every port. Operators' never do.</summary>
    [ConfigurationKeyName("PUBLIC_INTEGRATIONS")]
    public bool IntegrationsArePublic { get; set; }

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (Port is < 1 or > IPEndPoint.MaxPort)
        {
            yield return $"INTERNAL_PORT must be a port from 1 to {IPEndPoint.MaxPort} on which the API listens.";
        }
    }
}
