using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Recordings;

namespace ZoomAspire.Tests.Privacy;

/// <summary>What people do with what is kept of them, in a pipeline.</summary>
internal static class PrivacyScene
{
    public static async Task<DataExportResult> ExportAsync(this PipelineScene scene)
    {
        await using var scope = scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DataExports>().AskAsync(new TelegramUserId(scene.ChatId), CancellationToken.None);
    }

    public static async Task<bool> ConfirmErasureAsync(this PipelineScene scene, bool removesMessages = false)
    {
        await using var scope = scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Erasures>()
            .ConfirmAsync(new TelegramUserId(scene.ChatId), removesMessages, "en", CancellationToken.None);
    }

    /// <summary>As the worker does every minute.</summary>
    public static async Task FinishErasuresAsync(this PipelineScene scene)
    {
        await using var scope = scene.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ErasureUpkeep>().RunAsync(CancellationToken.None);
    }

    /// <summary>Every row of every table, as text.</summary>
    public static async Task<string> DumpAsync(this PipelineScene scene)
    {
        await using var connection = new NpgsqlConnection(scene.Database.ConnectionString);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'", connection))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var dump = new StringBuilder();
        foreach (var table in tables.Order(StringComparer.Ordinal))
        {
            await using var read = new NpgsqlCommand($"SELECT row_to_json(t)::text FROM \"{table}\" t", connection);
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                dump.Append(table).Append(": ").AppendLine(reader.GetString(0));
            }
        }

        return dump.ToString();
    }

    /// <summary>What is in the bucket.</summary>
    public static async Task<List<string>> ObjectsAsync(this PipelineScene scene) =>
        [.. (await scene.Media.ListAsync("", CancellationToken.None).ToListAsync()).Select(item => item.Key)];
}
