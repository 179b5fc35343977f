using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>How users want things, which meetings are kept back, since when chats cannot be reached, and wishes to be erased.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261128020000_Settings")]
internal sealed class Settings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE users
                ADD COLUMN notes_sections integer NOT NULL DEFAULT 0,
                ADD COLUMN quiet_from time without time zone,
                ADD COLUMN quiet_to time without time zone,
                ADD COLUMN protects_content boolean NOT NULL DEFAULT false,
                ADD COLUMN attaches_transcript boolean NOT NULL DEFAULT false,
                ADD COLUMN shows_progress boolean NOT NULL DEFAULT true,
                ADD COLUMN asks_before_sending boolean NOT NULL DEFAULT false,
                ADD COLUMN wanted_minutes integer,
                ADD COLUMN wanted_words character varying(100),
                ADD COLUMN prefers_small_audio boolean NOT NULL DEFAULT false,
                ADD COLUMN media_days integer,
                ADD COLUMN notes_days integer;

            ALTER TABLE routes
                ADD COLUMN notes_length character varying(32),
                ADD COLUMN notes_sections integer,
                ADD COLUMN language character varying(8);

            ALTER TABLE meetings ADD COLUMN withheld character varying(32);

            ALTER TABLE destinations ADD COLUMN unreachable_since timestamp with time zone;

            CREATE TABLE erasures (
                id uuid NOT NULL,
                user_id bigint NOT NULL,
                telegram_user_id bigint,
                language character varying(35),
                removes_messages boolean NOT NULL,
                confirmed_at timestamp with time zone NOT NULL,
                erased_at timestamp with time zone,
                removed_messages integer NOT NULL,
                staying_messages integer NOT NULL,
                sends integer NOT NULL,
                CONSTRAINT pk_erasures PRIMARY KEY (id)
            );
            CREATE UNIQUE INDEX ix_erasures_user_id ON erasures (user_id);
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP TABLE erasures;
            ALTER TABLE destinations DROP COLUMN unreachable_since;
            ALTER TABLE meetings DROP COLUMN withheld;
            ALTER TABLE routes DROP COLUMN notes_length, DROP COLUMN notes_sections, DROP COLUMN language;
            ALTER TABLE users
                DROP COLUMN notes_sections, DROP COLUMN quiet_from, DROP COLUMN quiet_to, DROP COLUMN protects_content,
                DROP COLUMN attaches_transcript, DROP COLUMN shows_progress, DROP COLUMN asks_before_sending, DROP COLUMN wanted_minutes,
                DROP COLUMN wanted_words, DROP COLUMN prefers_small_audio, DROP COLUMN media_days, DROP COLUMN notes_days;
            """);
}
