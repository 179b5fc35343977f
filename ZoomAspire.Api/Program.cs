using ZoomAspire.Api;
using ZoomAspire.Api.Apis;
using ZoomAspire.Api.Security;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.ServiceDefaults;
using ZoomAspire.ServiceDefaults.Health;

return await ServiceRunner.RunAsync(() =>
{
    var builder = ServiceRunner.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddZoomAspireData();
    builder.AddRedisClient("redis");
    builder.AddJobQueue();
    builder.AddMedia();
    builder.AddTelegram();
    builder.AddAccounts();
    builder.AddRecordings();
    builder.AddApi();

    var app = builder.Build();
    app.UseApi();
    app.MapDefaultEndpoints();
    app.MapOpenApi().AnswerInternally(mayBePublic: true);
    app.MapOAuth();
    app.MapConnections();
    app.MapWebhooks();
    app.MapMedia();
    app.MapOperator();
    return app;
});
