using System.Net.Sockets;
using Amazon.Runtime;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StackExchange.Redis;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>Turns what a handler threw into a <see cref="JobFailure"/>.</summary>
internal static class FailureClassifier
{
    /// <summary>Which store failed: <c>postgresql</c>, <c>redis</c> or <c>media</c>; null where it was none of them.</summary>
    public static string? StoreOf(Exception exception) => exception switch
    {
        JobFailedException { InnerException: { } inner } => StoreOf(inner),
        AmazonServiceException or AmazonClientException => "media",
        RedisException => "redis",
        // Without resources, being stopped, its disk or itself damaged. What else it refuses is a statement of ours, or two who met.
        PostgresException { SqlState: var state } => state[..2] is "53" or "57" or "58" or "XX" ? "postgresql" : null,
        NpgsqlException => "postgresql",
        SocketException => "postgresql", // See DatabaseErrors: the others wrap theirs.
        DbUpdateException or InvalidOperationException when exception.InnerException is { } inner => StoreOf(inner),
        _ => null,
    };

    public static JobFailure Classify(Exception exception) => exception switch
    {
        JobFailedException failed => failed.Failure,
        NewerValueException or InvalidOperationException { InnerException: NewerValueException } =>
            new JobFailure(FailureKind.Transient, "A newer version wrote what this one does not know."),
        // So EF Core wraps what may pass by itself where it does not retry: the retries are ours.
        InvalidOperationException { InnerException: (DbUpdateException or NpgsqlException or TimeoutException) and var inner } =>
            Classify(inner),
        // Of the client itself, mostly ObjectDisposedException: what was left of a transaction whose connection broke is used once more.
        InvalidOperationException { Source: "Npgsql" } => new JobFailure(FailureKind.Transient, "The connection to the database broke."),
        // Somebody else changed or removed the row meanwhile: the next attempt sees it.
        DbUpdateConcurrencyException => new JobFailure(FailureKind.Transient, "A row was changed by somebody else."),
        DbUpdateException { InnerException: { } inner } => Classify(inner),
        // Class 57: the server is being stopped or started. Deadlocks and conflicts of transactions are transient.
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
