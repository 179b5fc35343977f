using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>Separate audio of speakers, what was written in a meeting's chat, and that a transcript was deleted by itself.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261128040000_SpeakersAndChat")]
internal sealed class SpeakersAndChat : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE meetings ADD COLUMN speaker_files integer NOT NULL DEFAULT 0;
            ALTER TABLE recordings ADD COLUMN speaker character varying(128);
            ALTER TABLE transcript_cues ADD COLUMN is_chat boolean NOT NULL DEFAULT false;
            ALTER TABLE recording_tombstones ADD COLUMN is_transcript boolean NOT NULL DEFAULT false;
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE recording_tombstones DROP COLUMN is_transcript;
            ALTER TABLE transcript_cues DROP COLUMN is_chat;
            ALTER TABLE recordings DROP COLUMN speaker;
            ALTER TABLE meetings DROP COLUMN speaker_files;
            """);
}
