using System.Diagnostics;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace ZoomAspire.Core.Media;

/// <summary>
/// The S3 client with a span around each call that names the operation: the spans of its requests tell method and status only, because
/// addresses hold keys and signatures.
/// </summary>
internal sealed class TracedS3Client(AWSCredentials credentials, AmazonS3Config settings) : AmazonS3Client(credentials, settings)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        // The outermost, around the client's own tries.
        pipeline.AddHandler(new SpanHandler());
    }

    private sealed class SpanHandler : PipelineHandler
    {
        private const string Suffix = "Request";

        private static readonly ActivitySource Source = new("ZoomAspire");

        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var operation = executionContext.RequestContext.RequestName;
            operation = operation.EndsWith(Suffix, StringComparison.Ordinal) ? operation[..^Suffix.Length] : operation;
            using var activity = Source.StartActivity($"s3 {operation}", ActivityKind.Client);
            activity?.SetTag("s3.operation", operation);
            try
            {
                return await base.InvokeAsync<T>(executionContext);
            }
            catch (Exception exception)
            {
                activity?.SetStatus(ActivityStatusCode.Error);
                activity?.SetTag("error.type", exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : exception.GetType().Name);
                throw;
            }
        }
    }
}
