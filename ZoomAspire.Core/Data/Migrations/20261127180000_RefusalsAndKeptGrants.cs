using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>
/// What a grant that is to be revoked may still renew, since when a provider refuses a pair, when a user was last activated, when a
/// flow was finished, and which meetings are erased though their connection goes on.
/// </summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127180000_RefusalsAndKeptGrants")]
internal sealed class RefusalsAndKeptGrants : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE grant_revocations
                ADD COLUMN created_at timestamp with time zone,
                ADD COLUMN flow_id uuid,
                ADD COLUMN scopes text,
                ADD COLUMN api_url character varying(256),
                ADD COLUMN external_user_hash bytea;

            ALTER TABLE connections
                ADD COLUMN refused_at timestamp with time zone,
                ADD COLUMN refused_version integer,
                ADD COLUMN activated_at timestamp with time zone;

            CREATE INDEX ix_connections_refused_at ON connections (refused_at) WHERE refused_at IS NOT NULL;

            ALTER TABLE oauth_flows ADD COLUMN finished_at timestamp with time zone;

            ALTER TABLE meetings ADD COLUMN erased_at timestamp with time zone;
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE meetings DROP COLUMN erased_at;
            ALTER TABLE oauth_flows DROP COLUMN finished_at;
            ALTER TABLE connections DROP COLUMN refused_at, DROP COLUMN refused_version, DROP COLUMN activated_at;
            ALTER TABLE grant_revocations
                DROP COLUMN created_at, DROP COLUMN flow_id, DROP COLUMN scopes, DROP COLUMN api_url, DROP COLUMN external_user_hash;
            """);
}
