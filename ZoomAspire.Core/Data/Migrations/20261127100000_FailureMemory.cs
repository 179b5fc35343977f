using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>
/// What must be remembered of failures from one attempt to the next: files that Zoom says it does not have, media that came back
/// damaged, owners who were told that a meeting could not be fetched.
/// </summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127100000_FailureMemory")]
internal sealed class FailureMemory : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE meetings ADD COLUMN failure_told_at timestamp with time zone;
            ALTER TABLE recordings
                ADD COLUMN missing_since timestamp with time zone,
                ADD COLUMN missing_times integer NOT NULL DEFAULT 0,
                ADD COLUMN damaged_times integer NOT NULL DEFAULT 0;
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE meetings DROP COLUMN failure_told_at;
            ALTER TABLE recordings DROP COLUMN missing_since, DROP COLUMN missing_times, DROP COLUMN damaged_times;
            """);
}
