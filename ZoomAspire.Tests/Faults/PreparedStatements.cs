using System.Text;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// Which statements a session has prepared: once prepared, a statement goes over the wire by its name alone
/// (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY).
/// </summary>
internal sealed class PreparedStatements
{
    private const byte Parse = (byte)'P';
    private const byte Bind = (byte)'B';
    private const byte End = 0;

    // A message's type and its length stand before what it says.
    private const int Head = 5;

    // How Npgsql begins the names that it gives to what it prepares by itself.
    private static readonly byte[] Prefix = "_auto"u8.ToArray();

    private readonly Dictionary<string, byte[]> _statements = [];

    /// <summary>A call as it would be if nothing were prepared: with the texts of the statements that it only names behind it.</summary>
    public ReadOnlySpan<byte> Spell(ReadOnlySpan<byte> call)
    {
        List<byte>? spelt = null;
        for (int at = 0, next; (next = call[at..].IndexOf(Prefix)) >= 0; at += next + Prefix.Length)
        {
            var name = TextAt(call, at + next);
            var key = Encoding.ASCII.GetString(name);
            if (IsOf(Parse, call, at + next - Head))
            {
                _statements[key] = TextAt(call, at + next + name.Length + 1).ToArray();
            }
            else if (IsOf(Bind, call, at + next - Head - 1) && _statements.TryGetValue(key, out var statement))
            {
                spelt ??= [.. call];
                spelt.AddRange(statement);
                spelt.Add(End);
            }
        }

        return spelt is null ? call : spelt.ToArray();
    }

    private static bool IsOf(byte type, ReadOnlySpan<byte> call, int at) => at >= 0 && call[at] == type;

    private static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> call, int at)
    {
        var rest = call[Math.Min(at, call.Length)..];
        return rest.IndexOf(End) is >= 0 and var end ? rest[..end] : rest;
    }
}
