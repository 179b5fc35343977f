using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>
/// What an invitation will say of its connection once it is accepted, when a kept grant was approved, and which tombstones only the
/// organisation's app vouches for. What is kept of former owners is erased though the connection that they owned is deleted.
/// </summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127190000_ClaimsAndInvitations")]
internal sealed class ClaimsAndInvitations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            ALTER TABLE oauth_flows
                ADD COLUMN account_id character varying(128),
                ADD COLUMN email character varying(320),
                ADD COLUMN display_name character varying(256),
                ADD COLUMN has_cloud_recording boolean,
                ADD COLUMN told_at timestamp with time zone;

            ALTER TABLE grant_revocations ADD COLUMN authorized_at timestamp with time zone;

            ALTER TABLE recording_tombstones ADD COLUMN is_claim boolean NOT NULL DEFAULT false;

            -- Keys name the host or the account now. Widening rewrites nothing.
            ALTER TABLE webhook_events ALTER COLUMN dedupe_key TYPE character varying(600);
            """);
        // It is purged when what is kept of former owners is erased, not because it was deleted.
        migrationBuilder.Sql(KeepHistory("OLD.purged_at"));
        migrationBuilder.Sql(
            """
            UPDATE connections c SET purged_at = NULL
            WHERE c.status = 'revoked' AND c.user_id IS NULL AND c.purged_at IS NOT NULL AND EXISTS (
                SELECT 1 FROM meetings m WHERE m.connection_id = c.id AND m.erased_at IS NULL AND m.topic <> '');
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(KeepHistory("now()"));
        migrationBuilder.Sql(
            """
            DELETE FROM webhook_events WHERE length(dedupe_key) > 400;
            ALTER TABLE webhook_events ALTER COLUMN dedupe_key TYPE character varying(400);
            ALTER TABLE recording_tombstones DROP COLUMN is_claim;
            ALTER TABLE grant_revocations DROP COLUMN authorized_at;
            ALTER TABLE oauth_flows
                DROP COLUMN account_id, DROP COLUMN email, DROP COLUMN display_name, DROP COLUMN has_cloud_recording, DROP COLUMN told_at;
            """);
    }

    private static string KeepHistory(string purgedAt) =>
        $"""
        CREATE OR REPLACE FUNCTION connections_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM users WHERE id = OLD.user_id) OR NOT EXISTS (
                SELECT 1 FROM meetings WHERE connection_id = OLD.id AND user_id IS NOT NULL AND user_id IS DISTINCT FROM OLD.user_id) THEN
                RETURN OLD;
            END IF;
            UPDATE connections SET user_id = NULL, access_token = NULL, refresh_token = NULL, email = NULL, display_name = NULL,
                scopes = '', api_url = NULL, has_cloud_recording = NULL, connected_at = NULL, last_used_at = NULL, status = 'revoked',
                paused_at = NULL, last_refresh_error = NULL, refused_at = NULL, refused_version = NULL, activated_at = NULL,
                ended_at = coalesce(ended_at, now()), purged_at = {purgedAt}, version = version + 1
            WHERE id = OLD.id;
            RETURN NULL;
        END $$;
        """;
}
