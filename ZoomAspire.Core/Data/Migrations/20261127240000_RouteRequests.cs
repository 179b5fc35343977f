using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>What administrators of a group were asked, and have said, is remembered beyond the routes it was about.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127240000_RouteRequests")]
internal sealed class RouteRequests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE destinations
                ADD COLUMN refused_at timestamp with time zone,
                ADD COLUMN asks_until timestamp with time zone;
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("ALTER TABLE destinations DROP COLUMN refused_at, DROP COLUMN asks_until;");
}
