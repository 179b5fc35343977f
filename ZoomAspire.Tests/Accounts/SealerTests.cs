using System.Text;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Tests.Accounts;

public sealed class SealerTests
{
    private const string Secret = "eyJ-an-access-token";

    private static readonly string OldKey = "old:" + Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string NewKey = "new:" + Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());

    [Fact]
    public void What_is_sealed_opens_in_its_place_and_shows_nothing()
    {
        var sealedSecret = With(OldKey).Seal(Secret, SealedPlace.AccessTokenOf(7));

        Assert.Equal(Secret, With(OldKey).Open(sealedSecret, SealedPlace.AccessTokenOf(7)));
        Assert.DoesNotContain("token", Encoding.Latin1.GetString(sealedSecret), StringComparison.Ordinal);
        Assert.NotEqual(sealedSecret, With(OldKey).Seal(Secret, SealedPlace.AccessTokenOf(7)));
    }

    [Fact]
    public void A_value_moved_to_another_row_or_column_does_not_open()
    {
        var sealedSecret = With(OldKey).Seal(Secret, SealedPlace.AccessTokenOf(7));

        Assert.Throws<SealBrokenException>(() => With(OldKey).Open(sealedSecret, SealedPlace.AccessTokenOf(8)));
        Assert.Throws<SealBrokenException>(() => With(OldKey).Open(sealedSecret, SealedPlace.RefreshTokenOf(7)));
    }

    [Fact]
    public void A_value_with_any_byte_changed_or_cut_does_not_open()
    {
        var sealedSecret = With(OldKey).Seal(Secret, SealedPlace.AccessTokenOf(7));
        for (var i = 0; i < sealedSecret.Length; i++)
        {
            var changed = (byte[])sealedSecret.Clone();
            changed[i] ^= 1;
            Assert.Throws<SealBrokenException>(() => With(OldKey, NewKey).Open(changed, SealedPlace.AccessTokenOf(7)));
            Assert.Throws<SealBrokenException>(() => With(OldKey, NewKey).Open(sealedSecret[..i], SealedPlace.AccessTokenOf(7)));
        }
    }

    [Fact]
    public void A_missing_key_is_named()
    {
        var sealedSecret = With(OldKey).Seal(Secret, SealedPlace.AccessTokenOf(7));

        var broken = Assert.Throws<SealBrokenException>(() => With(NewKey).Open(sealedSecret, SealedPlace.AccessTokenOf(7)));

        Assert.Contains("\"old\"", broken.Message, StringComparison.Ordinal);
        Assert.Contains("TOKEN_ENCRYPTION_KEYS", broken.Message, StringComparison.Ordinal);
        Assert.Contains("connections.access_token", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_rotation_the_new_key_seals_and_both_open()
    {
        var before = With(OldKey).Seal(Secret, SealedPlace.AccessTokenOf(7));
        var rotated = With(NewKey, OldKey);
        var after = rotated.Seal(Secret, SealedPlace.AccessTokenOf(7));

        Assert.Equal(Secret, rotated.Open(before, SealedPlace.AccessTokenOf(7)));
        Assert.Equal(Secret, With(NewKey).Open(after, SealedPlace.AccessTokenOf(7)));
    }

    private static Sealer With(params string[] keys) => new(Options.Create(new TokenEncryptionOptions { Keys = string.Join(',', keys) }));
}
