using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>How far each connection's recordings were compared with Zoom's, and which meetings came too many at once to make a sound.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127150000_RecordingSweeps")]
internal sealed class RecordingSweeps : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE recording_sweeps (
                connection_id bigint NOT NULL,
                due_at timestamp with time zone NOT NULL,
                completed_at timestamp with time zone,
                found_count integer NOT NULL,
                CONSTRAINT pk_recording_sweeps PRIMARY KEY (connection_id),
                CONSTRAINT fk_recording_sweeps_connection_id FOREIGN KEY (connection_id) REFERENCES connections (id) ON DELETE CASCADE
            );
            CREATE INDEX ix_recording_sweeps_due_at ON recording_sweeps (due_at);
            ALTER TABLE meetings ADD COLUMN is_quiet boolean NOT NULL DEFAULT false;
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE meetings DROP COLUMN is_quiet;
            DROP TABLE recording_sweeps;
            """);
}
