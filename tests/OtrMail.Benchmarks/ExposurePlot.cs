using System.Globalization;
using System.Text;

namespace OtrMail.Benchmarks;

/// <summary>Draws the readable mails of each day as an SVG, received and sent side by side.</summary>
internal static class ExposurePlot
{
    private const int Width = 420;
    private const int Height = 240;
    private const int Margin = 44;

    public static string Draw(IReadOnlyList<ExposureSimulation.Exposure> days)
    {
        int most = Math.Max(1, days.Max(day => Math.Max(day.Pgp.Received, day.Pgp.Sent)));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {2 * Width} {Height + 40}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        Panel(svg, days, 0, "received mails that a thief can read", most, r => r.Received);
        Panel(svg, days, Width, "sent mails that a thief can read", most, r => r.Sent);
        string[] names = ["OtrMail", "paper, 4.2 alone", "PGP"];
        string[] colours = ["#0a7", "#06c", "#c33"];
        for (int i = 0; i < names.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Margin + (i * 150)}\" y1=\"{Height + 22}\" x2=\"{Margin + 24 + (i * 150)}\" y2=\"{Height + 22}\" stroke=\"{colours[i]}\" stroke-width=\"2\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin + 30 + (i * 150)}\" y=\"{Height + 26}\">{names[i]}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(
        StringBuilder svg,
        IReadOnlyList<ExposureSimulation.Exposure> days,
        int left,
        string title,
        int most,
        Func<ExposureSimulation.Readable, int> value)
    {
        double x(int day) => left + Margin + (day * (Width - Margin - 12.0) / days.Count);
        double y(int count) => Height - 24 - (count * (Height - 60.0) / most);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + Margin}\" y=\"18\" font-size=\"13\">{title}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left + Margin} 30V{Height - 24}H{left + Width - 12}\" fill=\"none\" stroke=\"#888\"/>\n");
        for (int tick = 0; tick <= 4; tick++)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + Margin - 6}\" y=\"{y(most * tick / 4) + 4:0.0}\" text-anchor=\"end\">{most * tick / 4}</text>\n");
        for (int day = 0; day < days.Count; day += 60)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x(day):0.0}\" y=\"{Height - 8}\" text-anchor=\"middle\">day {day}</text>\n");
        Line(svg, days.Select(d => (x(d.Day), y(value(d.Pgp)))), "#c33");
        Line(svg, days.Select(d => (x(d.Day), y(value(d.PaperRule)))), "#06c");
        Line(svg, days.Select(d => (x(d.Day), y(value(d.Ours)))), "#0a7");
    }

    private static void Line(StringBuilder svg, IEnumerable<(double X, double Y)> points, string colour) =>
        svg.Append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"").Append(colour).Append("\" points=\"")
            .AppendJoin(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.0},{p.Y:0.0}"))).Append("\"/>\n");
}
