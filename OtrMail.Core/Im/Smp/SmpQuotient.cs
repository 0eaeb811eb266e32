using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im.Smp;

/// <summary>The comparison at the end: of quotients of what both sides committed to.</summary>
internal static class SmpQuotient
{
    /// <summary>dividend / divisor.</summary>
    public static byte[] Of(byte[] dividend, byte[] divisor)
    {
        var quotient = new byte[ModpGroup.ElementBytes];
        ModpGroup.Divide(dividend, divisor, quotient);
        return quotient;
    }

    /// <summary>Whether quotient = value^exponent: Pa / Pb = R^x3, so the secrets are the same.</summary>
    public static bool IsPower(byte[] quotient, byte[] value, SecretBytes exponent)
    {
        using var power = new SecretBytes(ModpGroup.ElementBytes);
        ModpGroup.Power(value, exponent.Span, power.Writable);
        return power.FixedTimeEquals(quotient);
    }
}
