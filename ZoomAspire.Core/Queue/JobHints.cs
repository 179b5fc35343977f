using Microsoft.Extensions.Logging;

namespace ZoomAspire.Core.Queue;

/// <summary>Tells the workers about jobs that were committed. A hint saves time and nothing else: the dispatcher finds what got none.</summary>
public sealed partial class JobHints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly IJobStream? _stream;
    private readonly TimeProvider _time;
    private readonly ILogger<JobHints> _logger;

    internal JobHints(IJobStream? stream, TimeProvider time, ILogger<JobHints> logger)
    {
        _stream = stream;
        _time = time;
        _logger = logger;
    }

    /// <summary>
    /// Hints at jobs after their commit. Takes a second at most and never fails: without a working stream the jobs wait for
    /// the dispatcher.
    /// </summary>
    /// <param name="jobIds">Ids of committed jobs.</param>
    /// <param name="cancellationToken">Gives up; the jobs are found by the dispatcher.</param>
    public async Task SendAsync(IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobIds);
        if (_stream is null || jobIds.Count == 0)
        {
            return;
        }

        try
        {
            await _stream.AddAsync(jobIds, cancellationToken).WaitAsync(Patience, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogNotSent(jobIds.Count, exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} job hints were not sent ({Reason}): the dispatcher will find the jobs")]
    private partial void LogNotSent(int count, string reason);
}
