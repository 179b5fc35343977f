using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.ServiceDefaults;
using ZoomAspire.ServiceDefaults.Health;
using ZoomAspire.Worker.Maintenance;

return await ServiceRunner.RunAsync(() =>
{
    var builder = ServiceRunner.CreateSlimBuilder(args);
    builder.AddServiceDefaults();
    builder.AddZoomAspireData();
    builder.AddRedisClient("redis");
    builder.AddTelegram();
    builder.AddAccounts();
    builder.AddRecordingPipeline();
    builder.Services.AddPrivacyJobs();
    builder.Services.AddMaintenance();

    var app = builder.Build();
    app.MapDefaultEndpoints();
    return app;
});
