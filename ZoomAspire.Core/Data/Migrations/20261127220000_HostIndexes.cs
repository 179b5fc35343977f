using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>Every webhook looks up its host, or its account: not by reading the connections of all others.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127220000_HostIndexes")]
internal sealed class HostIndexes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE INDEX ix_connections_external_user_id ON connections (external_user_id);
            CREATE INDEX ix_connections_account_id ON connections (account_id);
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP INDEX ix_connections_account_id;
            DROP INDEX ix_connections_external_user_id;
            """);
}
