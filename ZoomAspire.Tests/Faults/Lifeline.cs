using System.Diagnostics;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// Ends what a test has started and removes its directory, when it is disposed and also when the test's process dies: a shell
/// outside waits for the end of its input, which nobody but the test holds open.
/// </summary>
internal sealed class Lifeline : IAsyncDisposable
{
    private const string Variable = "ZOOMASPIRE_LIFELINE";

    // Every process carries a mark in its environment, so there is no list that could be incomplete and no number used again.
    // Servers that write over their environment to show a title are known by the directory that they work in.
    private const string Script = """
        marked() { grep -lsa "$1" /proc/[0-9]*/environ | cut -d/ -f3; }
        within() { local dir; for dir in /proc/[0-9]*/cwd; do case $(readlink "$dir") in "$1"/*) cut -d/ -f3 <<<"$dir" ;; esac; done; }
        left() { { marked "$1="; within "$2"; } | sort -u; }
        signal() { local name=$1 pid; shift; for pid in "$@"; do kill "-$name" "$pid" 2>/dev/null; done; }
        cat >/dev/null
        signal KILL $(marked "$1=service")
        signal TERM $(left "$1" "$2")
        for _ in $(seq 1 100); do [ -n "$(left "$1" "$2")" ] || break; sleep 0.1; done
        signal KILL $(left "$1" "$2")
        rm -rf "$2"
        """;

    private readonly string _variable = $"{Variable}_{Guid.NewGuid():n}";
    private readonly Process _shell;

    /// <param name="directory">Removed at the end with all that is in it.</param>
    public Lifeline(string directory)
    {
        // In a session of its own: what ends the test's whole process group does not end it.
        var start = new ProcessStartInfo("setsid", ["bash", "-c", Script, "lifeline", _variable, directory]) { RedirectStandardInput = true };
        _shell = Process.Start(start)!;
    }

    /// <summary>Marks a service: killed at once at the end.</summary>
    public void MarkService(ProcessStartInfo start) => start.Environment[_variable] = "service";

    /// <summary>Marks a server: asked to stop at the end, and killed only if it does not.</summary>
    public void MarkServer(ProcessStartInfo start) => start.Environment[_variable] = "server";

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
