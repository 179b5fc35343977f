using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

public sealed class FailureClassifierTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("postgres.invalid")] // A name that nobody knows.
    public async Task A_database_that_cannot_be_reached_is_no_mistake_of_ours(string host)
    {
        await using var context = NewContext($"Host={host};Port=1;Username=nobody;Database=none");
        context.Jobs.Add(new Job { Id = Guid.NewGuid(), Kind = JobKind.FetchMeeting, SubjectId = 1, TenantId = 1 });

        await ExpectAsync(FailureKind.Transient, () => context.Jobs.CountAsync());
        await ExpectAsync(FailureKind.Transient, () => context.SaveChangesAsync());
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("postgres.invalid", false)]
    [InlineData("127.0.0.1", true)]
    public async Task A_database_that_cannot_be_reached_counts_as_a_failure_of_the_database(string host, bool isBare)
    {
        await using var context = NewContext($"Host={host};Port=1;Username=nobody;Database=none", isBare ? [new BareSocketFailures()] : []);

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => context.Jobs.CountAsync());

        Assert.True(DatabaseErrors.IsFailure(exception));
        Assert.Equal("postgresql", FailureClassifier.StoreOf(exception));
    }

    [Fact]
    public async Task A_statement_that_the_database_refuses_is()
    {
        await using var context = NewContext(TestServices.Postgres);

        await ExpectAsync(FailureKind.Bug, () => context.Database.SqlQuery<int>($"SELECT 1 / 0 AS \"Value\"").SingleAsync());
    }

    private static ZoomAspireContext NewContext(string connectionString, params IInterceptor[] interceptors) => new(
        new DbContextOptionsBuilder<ZoomAspireContext>()
        .UseNpgsql(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString).AddInterceptors(interceptors).Options);

    private static async Task ExpectAsync<T>(FailureKind expected, Func<Task<T>> act) =>
        Assert.Equal(expected, FailureClassifier.Classify(await Assert.ThrowsAnyAsync<Exception>(act)).Kind);
}
