using System.Globalization;

namespace OtrMail.Cli.Settings;

/// <summary>A time as people type it: seconds, or a number with <c>s</c>, <c>min</c>, <c>h</c> or <c>days</c>.</summary>
internal static class Duration
{
    private static readonly (string Name, long Factor)[] Names =
        [("days", 86_400), ("day", 86_400), ("d", 86_400), ("h", 3600), ("min", 60), ("s", 1), ("", 1)];

    /// <summary>Reads it; false when it is none.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        bool isOne = Units.TryParse(text.Trim(), Names, out long seconds);
        time = TimeSpan.FromSeconds(seconds);
        return isOne;
    }

    /// <summary>Writes it in the largest unit that divides it.</summary>
    public static string Text(TimeSpan time)
    {
        long seconds = (long)time.TotalSeconds;
        (string name, long factor) = Names.First(unit => unit.Name is "days" or "h" or "min" or "s" && seconds % unit.Factor == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / factor} {(seconds == factor && name == "days" ? "day" : name)}");
    }
}
