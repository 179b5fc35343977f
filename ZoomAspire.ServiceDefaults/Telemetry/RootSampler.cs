using System.Diagnostics;
using OpenTelemetry.Trace;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Starts no trace with a call or a message to somebody else: such roots are our own loops that look whether there is anything to do. Work
/// begins with a request, an update or a job. To be used below a <see cref="ParentBasedSampler"/>.
/// </summary>
internal sealed class RootSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind is ActivityKind.Client or ActivityKind.Producer ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
