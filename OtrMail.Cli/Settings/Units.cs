using System.Globalization;

namespace OtrMail.Cli.Settings;

/// <summary>Whole numbers with a unit behind them.</summary>
internal static class Units
{
    /// <summary>Takes <c>30 s</c> apart; of units that end alike the longer ones come first.</summary>
    public static bool TryParse(string text, (string Name, long Factor)[] units, out long value)
    {
        value = 0;
        foreach ((string name, long factor) in units)
        {
            if (!text.EndsWith(name, StringComparison.Ordinal))
                continue;
            if (!int.TryParse(text[..^name.Length].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                return false;
            value = count * factor;
            return true;
        }

        return false;
    }
}
