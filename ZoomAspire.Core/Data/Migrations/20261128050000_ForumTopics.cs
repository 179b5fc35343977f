using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ZoomAspire.Core.Data.Migrations;

/// <summary>What the topics of forums are called.</summary>
[DbContext(typeof(ZoomAspireContext))]
[Migration("20261128050000_ForumTopics")]
internal sealed class ForumTopics : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE forum_topics (
                chat_id bigint NOT NULL,
                message_thread_id integer NOT NULL,
                name character varying(128) NOT NULL,
                seen_at timestamp with time zone NOT NULL,
                CONSTRAINT pk_forum_topics PRIMARY KEY (chat_id, message_thread_id)
            );
            """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE forum_topics;");
}
