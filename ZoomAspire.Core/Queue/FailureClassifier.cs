using System.Net.Sockets;
using Amazon.Runtime;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StackExchange.Redis;

namespace ZoomAspire.Core.Queue;

/// <summary>Turns what a handler threw into a <see cref="JobFailure"/>.</summary>
internal static class FailureClassifier
{
    public static JobFailure Classify(Exception exception) => exception switch
    {
        JobFailedException failed => failed.Failure,
        // So EF Core wraps what may pass by itself where it does not retry: the retries are ours.
        InvalidOperationException { InnerException: (DbUpdateException or NpgsqlException or TimeoutException) and var inner } =>
            Classify(inner),
        DbUpdateException { InnerException: { } inner } => Classify(inner),
        // Class 57: the server is being stopped or started.
        PostgresException { IsTransient: false } postgres when !postgres.SqlState.StartsWith("57", StringComparison.Ordinal) =>
            new JobFailure(FailureKind.Bug, $"PostgreSQL refused a statement ({postgres.SqlState})."),
        NpgsqlException => new JobFailure(FailureKind.Transient, "The database could not be reached."),
        AmazonServiceException or AmazonClientException =>
            new JobFailure(FailureKind.Transient, "The media store failed or could not be reached."),
        HttpRequestException { StatusCode: { } status } =>
            new JobFailure(FailureKind.Transient, $"A server answered with status {(int)status}."),
        HttpRequestException { HttpRequestError: var error } =>
            new JobFailure(FailureKind.Transient, $"A server could not be reached ({error})."),
        IOException or SocketException => new JobFailure(FailureKind.Transient, "A connection broke."),
        RedisException => new JobFailure(FailureKind.Transient, "Redis could not be reached."),
        TimeoutException or OperationCanceledException => new JobFailure(FailureKind.Transient, "A step took too long."),
        // Its message may quote anything: the log has it, the job does not.
        _ => new JobFailure(FailureKind.Bug, $"Unexpected {exception.GetType().Name}."),
    };
}
