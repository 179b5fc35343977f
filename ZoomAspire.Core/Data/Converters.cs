using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Data;

internal sealed class ZoomUserIdConverter() : ValueConverter<ZoomUserId, string>(id => id.Value, value => new ZoomUserId(value));

internal sealed class MeetingUuidConverter() : ValueConverter<MeetingUuid, string>(id => id.Value, value => new MeetingUuid(value));

internal sealed class TelegramUserIdConverter() : ValueConverter<TelegramUserId, long>(id => id.Value, value => new TelegramUserId(value));

internal sealed class TelegramChatIdConverter() : ValueConverter<TelegramChatId, long>(id => id.Value, value => new TelegramChatId(value));

/// <summary>Stores what is left out, as bits.</summary>
internal sealed class NotesSectionsConverter() : ValueConverter<NotesSections, int>(
    sections => (int)sections.LeftOut, value => new NotesSections((NotesSection)value));

/// <summary>Stores an enum by its name in snake_case, as the documentation writes it (<c>needs_reauth</c>).</summary>
internal sealed class SnakeCaseEnumConverter<TEnum>() : ValueConverter<TEnum, string>(
    value => SnakeCaseNames.Of(value.ToString()),
    value => SnakeCaseNames.Parse<TEnum>(value))
    where TEnum : struct, Enum;
