using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Data.Configurations;

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("jobs");
        builder.Property(job => job.Id).ValueGeneratedNever();
        builder.Property(job => job.LastError).HasMaxLength(1000);
        builder.Property(job => job.TraceParent).HasMaxLength(55);
        builder.Property(job => job.TraceState).HasMaxLength(JobQueue.MaxTraceStateLength);
        builder.Property(job => job.UnconfirmedSends).HasDefaultValue(0);
        builder.Property(job => job.NextAttemptAt).HasDefaultValueSql("now()");
        builder.Property(job => job.HintedAt).HasDefaultValueSql("now()");
        builder.Property(job => job.CreatedAt).HasDefaultValueSql("now()");
        builder.HasIndex(job => job.NextAttemptAt).HasFilter("status = 'queued'");
        builder.HasIndex(job => job.LeaseUntil).HasFilter("status = 'running'");
        builder.HasIndex(job => job.FinishedAt).HasFilter("status = 'dead'");
        // See JobQueue.AddUnlessOpenAsync.
        builder.HasIndex(job => new { job.Kind, job.SubjectId }).IsUnique()
            .HasFilter("kind IN ('stage_recording', 'deliver_recording', 'show_notes') AND status IN ('queued', 'running', 'parked')");
        builder.HasIndex(job => new { job.TenantId, job.Status });
        // For the dispatcher: the first few of each tenant. See JobStore.DueByTurn.
        builder.HasIndex(job => new { job.TenantId, job.OrderAt, job.NextAttemptAt, job.Id }).HasFilter("status = 'queued'")
            .HasNullSortOrder(NullSortOrder.NullsLast, NullSortOrder.NullsFirst, NullSortOrder.NullsLast, NullSortOrder.NullsLast);
        // What there is about a meeting, a recording, a delivery, a connection.
        builder.HasIndex(job => new { job.SubjectId, job.Kind });
        builder.HasIndex(job => job.FailureKind).HasFilter("status = 'parked'");
        builder.HasOne<User>().WithMany().HasForeignKey(job => job.TenantId).OnDelete(DeleteBehavior.Cascade);
    }
}
