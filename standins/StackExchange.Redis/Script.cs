using System.Security.Cryptography;
using System.Text;

namespace StackExchange.Redis;

internal static class Script
{
    /// <summary>What the server calls a script: SHA-1 in hex (https://redis.io/docs/latest/commands/evalsha).</summary>
#pragma warning disable CA5350 // The protocol prescribes it; nothing is protected by it.
    public static string Hash(string script) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(script)));
#pragma warning restore CA5350
}
