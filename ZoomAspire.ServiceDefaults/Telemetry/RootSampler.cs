using System.Diagnostics;
using OpenTelemetry.Trace;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Starts no trace with a call or a message to somebody else: such roots are our own loops that look whether there is anything to do. Work
/// begins with a request, an update or a job.
/// </summary>
internal sealed class RootSampler : Sampler
{
    /// <summary>
    /// What is part of a trace follows it; roots are judged by <see cref="RootSampler"/>. So is what somebody else asks for in a trace that
    /// he does not record, as Zoom does with its webhooks: else they, and all that they cause, would not show in ours.
    /// </summary>
    public static Sampler OfTraces() => new ParentBasedSampler(
        new RootSampler(),
        remoteParentSampled: new AlwaysOnSampler(),
        remoteParentNotSampled: new RootSampler(),
        localParentSampled: new AlwaysOnSampler(),
        localParentNotSampled: new AlwaysOffSampler());

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind is ActivityKind.Client or ActivityKind.Producer ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
