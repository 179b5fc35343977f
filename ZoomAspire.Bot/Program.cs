using ZoomAspire.Bot;
using ZoomAspire.ServiceDefaults;

return await ServiceRunner.RunAsync(() => BotHost.Build(BotHost.CreateBuilder(args)));
