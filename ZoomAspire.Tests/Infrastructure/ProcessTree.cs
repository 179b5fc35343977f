using System.Globalization;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>Processes as the kernel shows them: each known by its number and start time, so that a number used again is no match.</summary>
internal sealed record ProcessEntry(int Id, int Parent, string Name, string StartTime)
{
    /// <summary>Every process below another one, its children's children included.</summary>
    public static IReadOnlyList<ProcessEntry> Below(int id)
    {
        var all = All();
        var found = new List<ProcessEntry>();
        var parents = new Queue<int>([id]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in all.Where(p => p.Parent == parent))
            {
                found.Add(child);
                parents.Enqueue(child.Id);
            }
        }

        return found;
    }

    /// <summary>Whether this very process still exists; one that ended and only waits for its parent to notice does not count.</summary>
    public bool Lives() => Read(Id) is { } now && now == this with { Parent = now.Parent };

    private static List<ProcessEntry> All() =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(static d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<ProcessEntry>()];

    private static ProcessEntry? Read(int id)
    {
        try
        {
            // pid (name) state ppid … starttime is the 22nd field; the name may hold spaces.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var close = stat.LastIndexOf(')');
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..close];
            var fields = stat[(close + 2)..].Split(' ');
            return fields[0] == "Z" ? null : new(id, int.Parse(fields[1], CultureInfo.InvariantCulture), name, fields[19]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
