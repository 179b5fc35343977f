using System.IO.Pipelines;
using System.Text.RegularExpressions;
using StackExchange.Redis.Resp;

namespace StackExchange.Redis.Connections;

/// <summary>What is said before a connection is used: who we are, our name, our database, and whether the server is ready.</summary>
internal static partial class Handshake
{
    /// <exception cref="RedisConnectionException">The server refused, or is still loading its data.</exception>
    public static async Task RunAsync(
        PipeWriter output,
        RespReader input,
        ConfigurationOptions options,
        ConnectionType connectionType,
        CancellationToken cancellationToken)
    {
        var steps = Steps(options, connectionType).ToArray();
        foreach (var step in steps)
        {
            RespWriter.Write(output, step.Command, step.Arguments);
        }

        await output.FlushAsync(cancellationToken);
        foreach (var step in steps)
        {
            var reply = await input.ReadAsync(cancellationToken);
            if (reply.Resp2Type == ResultType.Error && step.Required)
            {
                throw Refusal(step.Command, reply.ToString()!, options.Password);
            }
        }
    }

    private static IEnumerable<Step> Steps(ConfigurationOptions options, ConnectionType connectionType)
    {
        // An empty password means none; the user is "default" where none is named.
        RedisValue[] credentials = string.IsNullOrEmpty(options.Password) ? [] : [options.User ?? "default", options.Password];
        if (options.Protocol == RedisProtocol.Resp3)
        {
            yield return new Step("HELLO", credentials.Length == 0 ? [3] : [3, "AUTH", .. credentials]);
        }
        else if (credentials.Length > 0)
        {
            yield return new Step("AUTH", options.User is null ? credentials[1..] : credentials);
        }

        if (Unprintable().Replace(options.EffectiveClientName, string.Empty) is { Length: > 0 } name)
        {
            yield return new Step("CLIENT", ["SETNAME", name], Required: false);
        }

        if (connectionType == ConnectionType.Interactive && options.DefaultDatabase is > 0 and var database)
        {
            yield return new Step("SELECT", [database]);
        }

        // Refused while the server loads its data, and without credentials where they are needed.
        yield return new Step("PING", []);
    }

    private static RedisConnectionException Refusal(string command, string error, string? password)
    {
        // Some servers repeat the arguments of a command they do not know.
        var text = string.IsNullOrEmpty(password) ? error : error.Replace(password, "*****", StringComparison.Ordinal);
        var inner = new RedisServerException(text);
        if (error.StartsWith("LOADING", StringComparison.Ordinal))
        {
            return new(ConnectionFailureType.Loading, "The server is loading its data.", inner);
        }

        return command is "AUTH" or "HELLO" || error.StartsWith("NOAUTH", StringComparison.Ordinal)
            ? new(
                ConnectionFailureType.AuthenticationFailure,
                "There was an authentication failure; check that passwords (or client certificates) are configured correctly: " + text,
                inner)
            : new(ConnectionFailureType.ProtocolFailure, $"The server refused {command}: {text}", inner);
    }

    // Names may hold no spaces, line ends or the like (https://redis.io/docs/latest/commands/client-setname).
    [GeneratedRegex("[^!-~]")]
    private static partial Regex Unprintable();

    private sealed record Step(string Command, RedisValue[] Arguments, bool Required = true);
}
