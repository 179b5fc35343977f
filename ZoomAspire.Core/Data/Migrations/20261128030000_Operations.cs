using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>Alerts last, are acknowledged and end; what their rules look at is added up over all processes.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261128030000_Operations")]
internal sealed class Operations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE operator_alerts
                ADD COLUMN firing_since timestamp with time zone,
                ADD COLUMN clear_since timestamp with time zone,
                ADD COLUMN observed character varying(200),
                ADD COLUMN acknowledged_at timestamp with time zone,
                ADD COLUMN acknowledged_by bigint;

            CREATE TABLE operator_signals (
                name character varying(64) NOT NULL,
                minute timestamp with time zone NOT NULL,
                total double precision NOT NULL,
                lowest double precision NOT NULL,
                CONSTRAINT pk_operator_signals PRIMARY KEY (name, minute)
            );
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP TABLE operator_signals;
            ALTER TABLE operator_alerts
                DROP COLUMN firing_since, DROP COLUMN clear_since, DROP COLUMN observed, DROP COLUMN acknowledged_at, DROP COLUMN acknowledged_by;
            """);
}
