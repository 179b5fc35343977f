using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>Users choose in which language they are spoken to.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261128000000_Languages")]
internal sealed class Languages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("ALTER TABLE users ADD COLUMN language character varying(8);");

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("ALTER TABLE users DROP COLUMN language;");
}
