using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>Lets the dispatcher read the first few jobs of each tenant, and others the jobs about one thing, without reading them all.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127155000_JobIndexes")]
internal sealed class JobIndexes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE INDEX ix_jobs_tenant_id_order_at_next_attempt_at_id ON jobs (tenant_id, order_at NULLS FIRST, next_attempt_at, id) WHERE status = 'queued';
            CREATE INDEX ix_jobs_subject_id_kind ON jobs (subject_id, kind);
            CREATE INDEX ix_jobs_failure_kind ON jobs (failure_kind) WHERE status = 'parked';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP INDEX ix_jobs_failure_kind;
            DROP INDEX ix_jobs_subject_id_kind;
            DROP INDEX ix_jobs_tenant_id_order_at_next_attempt_at_id;
            """);
}
