using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>Routes for some meetings only, for both chats, and with an administrator's consent. Those from before are for everything.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261127210000_Routing")]
internal sealed class Routing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE routes
                ADD COLUMN match character varying(32) NOT NULL DEFAULT 'everything',
                ADD COLUMN series bigint,
                ADD COLUMN series_topic character varying(200),
                ADD COLUMN words character varying(100),
                ADD COLUMN is_also_private boolean NOT NULL DEFAULT false,
                ADD COLUMN state character varying(32) NOT NULL DEFAULT 'active',
                ADD COLUMN requested_at timestamp with time zone;

            -- Until now each route counted beside the others.
            UPDATE routes r SET is_also_private = true FROM destinations d
            WHERE d.id = r.destination_id AND d.kind = 'group' AND EXISTS (
                SELECT 1 FROM routes o JOIN destinations p ON p.id = o.destination_id
                WHERE o.connection_id = r.connection_id AND p.kind = 'private');

            DROP INDEX ix_routes_connection_id_destination_id;
            CREATE UNIQUE INDEX ix_routes_connection_id_destination_id_match_series_words
                ON routes (connection_id, destination_id, match, series, words) NULLS NOT DISTINCT;
            """);

    // What an older version does not understand would be for everything there.
    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DELETE FROM routes WHERE match <> 'everything' OR state <> 'active';
            DROP INDEX ix_routes_connection_id_destination_id_match_series_words;
            CREATE UNIQUE INDEX ix_routes_connection_id_destination_id ON routes (connection_id, destination_id);
            ALTER TABLE routes
                DROP COLUMN match, DROP COLUMN series, DROP COLUMN series_topic, DROP COLUMN words, DROP COLUMN is_also_private,
                DROP COLUMN state, DROP COLUMN requested_at;
            """);
}
