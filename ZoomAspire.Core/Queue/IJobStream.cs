namespace ZoomAspire.Core.Queue;

/// <summary>The stream that carries hints to the workers. It may lose, repeat or reorder them.</summary>
internal interface IJobStream
{
    /// <summary>Appends one entry for each job.</summary>
    Task AddAsync(IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken);
}
