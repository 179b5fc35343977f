using System.Diagnostics.Metrics;

namespace ZoomAspire.Core.Media;

/// <summary>How much room there is for temporary files, on the meter <c>ZoomAspire</c>.</summary>
internal sealed class DiskMetrics
{
    public DiskMetrics(IMeterFactory meters) => meters.Create("ZoomAspire").CreateObservableGauge(
        "zoomaspire.disk.free", Read, "By", "Free bytes where a worker keeps temporary files");

    // Nothing where the system does not tell.
    private static IEnumerable<Measurement<long>> Read()
    {
        try
        {
            return [new Measurement<long>(new DriveInfo(Path.GetFullPath(Path.GetTempPath())).AvailableFreeSpace)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
