using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>
/// Since when a job fails, when it was released, how often it may have been heard; when a recording was asked for, what contradicts what we
/// know, what was deleted as sound, which job gave a delivery up.
/// </summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127170000_PatienceAndWishes")]
internal sealed class PatienceAndWishes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE jobs ADD COLUMN failing_since timestamp with time zone;
            ALTER TABLE jobs ADD COLUMN unconfirmed_sends integer NOT NULL DEFAULT 0;
            ALTER TABLE meetings ADD COLUMN asked_at timestamp with time zone;
            ALTER TABLE recordings ADD COLUMN unfit_times integer NOT NULL DEFAULT 0;
            ALTER TABLE meetings ADD COLUMN is_contradicted boolean NOT NULL DEFAULT false;
            ALTER TABLE recording_tombstones ADD COLUMN audio_start timestamp with time zone;
            ALTER TABLE deliveries ADD COLUMN failed_by uuid;
            ALTER TABLE jobs ADD COLUMN released_at timestamp with time zone;
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE jobs DROP COLUMN released_at;
            ALTER TABLE deliveries DROP COLUMN failed_by;
            ALTER TABLE recording_tombstones DROP COLUMN audio_start;
            ALTER TABLE meetings DROP COLUMN is_contradicted;
            ALTER TABLE recordings DROP COLUMN unfit_times;
            ALTER TABLE meetings DROP COLUMN asked_at;
            ALTER TABLE jobs DROP COLUMN unconfirmed_sends;
            ALTER TABLE jobs DROP COLUMN failing_since;
            """);
}
