using System.Buffers.Binary;
using System.Text;

namespace ZoomAspire.Tests.Faults;

public sealed class PreparedStatementsTests
{
    private const string Statement = "SELECT clock_timestamp()";

    private readonly PreparedStatements _statements = new();

    [Fact]
    public void A_statement_that_was_prepared_is_seen_wherever_its_name_is_called()
    {
        Assert.True(Has(_statements.Spell(Call(Message('P', $"_auto7\0{Statement}\0\0\0"), Message('B', "\0_auto7\0\0\0")))));
        Assert.True(Has(_statements.Spell(Call(Message('B', "\0_auto7\0\0\0"), Message('S', "")))));
    }

    [Fact]
    public void One_that_has_another_name_or_is_only_described_is_not()
    {
        _statements.Spell(Message('P', $"_auto1\0{Statement}\0\0\0"));

        Assert.False(Has(_statements.Spell(Message('B', "\0_auto12\0\0\0"))));
        Assert.False(Has(_statements.Spell(Message('D', "S_auto1\0"))));
    }

    [Fact]
    public void What_prepares_nothing_stays_as_it_is()
    {
        var call = Call(Message('P', $"\0{Statement}\0\0\0"), Message('B', "\0\0\0\0"));

        Assert.Equal(call, _statements.Spell(call).ToArray());
    }

    private static bool Has(ReadOnlySpan<byte> call) => Encoding.ASCII.GetString(call).Contains(Statement, StringComparison.Ordinal);

    private static byte[] Call(params byte[][] messages) => [.. messages.SelectMany(message => message)];

    private static byte[] Message(char type, string says)
    {
        var message = new byte[5 + says.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + says.Length);
        Encoding.ASCII.GetBytes(says, message.AsSpan(5));
        return message;
    }
}
