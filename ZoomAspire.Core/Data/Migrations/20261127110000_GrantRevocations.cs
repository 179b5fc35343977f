using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>Grants that are to be revoked, whose a meeting is, and whether an account's plan records to the cloud.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127110000_GrantRevocations")]
internal sealed class GrantRevocations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE grant_revocations (
                id uuid NOT NULL,
                provider character varying(32) NOT NULL,
                client_id character varying(128) NOT NULL,
                connection_id bigint,
                access_token bytea NOT NULL,
                refresh_token bytea NOT NULL,
                access_token_expires_at timestamp with time zone NOT NULL,
                ends_at timestamp with time zone NOT NULL,
                attempts integer NOT NULL,
                next_attempt_at timestamp with time zone NOT NULL,
                CONSTRAINT pk_grant_revocations PRIMARY KEY (id)
            );

            CREATE INDEX ix_grant_revocations_next_attempt_at ON grant_revocations (next_attempt_at);

            ALTER TABLE connections ADD COLUMN has_cloud_recording boolean;

            ALTER TABLE meetings ADD COLUMN user_id bigint
                CONSTRAINT fk_meetings_user_id REFERENCES users (id) ON DELETE CASCADE;

            CREATE INDEX ix_meetings_user_id ON meetings (user_id);
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP TABLE grant_revocations;
            ALTER TABLE connections DROP COLUMN has_cloud_recording;
            ALTER TABLE meetings DROP COLUMN user_id;
            """);
}
