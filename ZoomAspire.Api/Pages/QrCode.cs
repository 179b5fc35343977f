using System.Drawing;
using QRCoder;

namespace ZoomAspire.Api.Pages;

/// <summary>Draws QR codes (ISO/IEC 18004) as SVG to be put into a page.</summary>
internal static class QrCode
{
    private static readonly Size Canvas = new(240, 240);

    public static string Svg(Uri link)
    {
        using var data = QRCodeGenerator.GenerateQrCode(link.AbsoluteUri, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(Canvas, "#000", "#fff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }
}
