using System.Diagnostics;
using ZoomAspire.Tests.Operator;

namespace ZoomAspire.Tests.Docs;

/// <summary>Runs what a document says, or a script of this checkout.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <param name="script">For bash; it breaks off at the first failure.</param>
    /// <param name="directory">Where; null: the root of the checkout.</param>
    /// <param name="variables">Added to the environment.</param>
    public static async Task<(int Code, string Text)> RunAsync(
        string script, string? directory = null, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = directory ?? Repository.File(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
