namespace Telegram.Bot.Types.Enums;

/// <summary>What the chat shows the bot to be doing.</summary>
[JsonConverter(typeof(EnumConverter<ChatAction>))]
public enum ChatAction
{
    Typing = 1,
    UploadPhoto,
    RecordVideo,
    UploadVideo,
    RecordVoice,
    UploadVoice,
    UploadDocument,
    FindLocation,
    RecordVideoNote,
    UploadVideoNote,
    ChooseSticker,
}
