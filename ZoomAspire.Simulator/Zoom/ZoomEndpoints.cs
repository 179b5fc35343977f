namespace ZoomAspire.Simulator.Zoom;

/// <summary>The HTTP surface of the simulated Zoom, one map method for each listener.</summary>
public static class ZoomEndpoints
{
    /// <summary>Maps zoom.us (consent, tokens, downloads up to their redirect) and api.zoom.us.</summary>
    /// <param name="routes">The Zoom listener.</param>
    /// <param name="zoom">The state served.</param>
    public static void MapZoom(IEndpointRouteBuilder routes, ZoomSimulator zoom)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(zoom);
        OAuthEndpoints.Map(routes, zoom);
        ZoomApi.Map(routes, zoom);
        DownloadEndpoints.MapZoomHost(routes, zoom);
    }

    /// <summary>Maps the download servers.</summary>
    /// <param name="routes">The download listener.</param>
    /// <param name="zoom">The state served.</param>
    public static void MapDownloads(IEndpointRouteBuilder routes, ZoomSimulator zoom)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(zoom);
        DownloadEndpoints.MapDownloadHost(routes, zoom);
    }

    /// <summary>Maps the control API under <c>/sim/zoom</c>.</summary>
    /// <param name="routes">The page listener.</param>
    /// <param name="zoom">The state controlled.</param>
    public static void MapZoomControl(IEndpointRouteBuilder routes, ZoomSimulator zoom)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(zoom);
        ControlEndpoints.Map(routes, zoom);
    }
}
