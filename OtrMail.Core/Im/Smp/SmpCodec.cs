using OtrMail.Core.Primitives;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Smp;

/// <summary>
/// The values of SMP's TLVs: INT count, then so many MPIs (OTR version 3, "SMP Message TLVs"). In memory, elements and answers
/// have <see cref="ModpGroup.ElementBytes"/> bytes and challenges 32; on the wire all have as few as they need.
/// </summary>
internal static class SmpCodec
{
    /// <summary>g2a, c2, D2, g3a, c3, D3.</summary>
    public static ReadOnlySpan<SmpValue> Message1 =>
    [
        SmpValue.Element, SmpValue.Challenge, SmpValue.Answer, SmpValue.Element, SmpValue.Challenge, SmpValue.Answer,
    ];

    /// <summary>g2b, c2, D2, g3b, c3, D3, Pb, Qb, cP, D5, D6.</summary>
    public static ReadOnlySpan<SmpValue> Message2 =>
    [
        SmpValue.Element, SmpValue.Challenge, SmpValue.Answer, SmpValue.Element, SmpValue.Challenge, SmpValue.Answer,
        SmpValue.Element, SmpValue.Element, SmpValue.Challenge, SmpValue.Answer, SmpValue.Answer,
    ];

    /// <summary>Pa, Qa, cP, D5, D6, Ra, cR, D7.</summary>
    public static ReadOnlySpan<SmpValue> Message3 =>
    [
        SmpValue.Element, SmpValue.Element, SmpValue.Challenge, SmpValue.Answer, SmpValue.Answer,
        SmpValue.Element, SmpValue.Challenge, SmpValue.Answer,
    ];

    /// <summary>Rb, cR, D7.</summary>
    public static ReadOnlySpan<SmpValue> Message4 => [SmpValue.Element, SmpValue.Challenge, SmpValue.Answer];

    /// <summary>The TLV's value for these numbers.</summary>
    public static byte[] Encode(params ReadOnlySpan<byte[]> values)
    {
        using var writer = new WireWriter(values.Length * (sizeof(int) + ModpGroup.ElementBytes));
        writer.Int((uint)values.Length);
        foreach (byte[] value in values)
            writer.Data(value.AsSpan().TrimStart((byte)0));
        return writer.ToArray();
    }

    /// <summary>
    /// The numbers of a message, or null when it has another form or a number is not what its place asks for. An element must be
    /// in the subgroup of order q, not only between 2 and p − 2 as the specification has it: every number made by the rules is,
    /// and one outside would tell its sender, by the quadratic character of what comes back, one bit of the other's secret.
    /// </summary>
    public static byte[][]? TryDecode(ReadOnlySpan<byte> value, ReadOnlySpan<SmpValue> layout)
    {
        var reader = new WireReader(value);
        reader.Require(reader.Int() == (uint)layout.Length);
        var numbers = new byte[layout.Length][];
        for (int i = 0; i < layout.Length; i++)
        {
            int length = layout[i] == SmpValue.Challenge ? SmpProof.ChallengeBytes : ModpGroup.ElementBytes;
            ReadOnlySpan<byte> mpi = reader.Data(length);
            reader.Require(mpi is not [0, ..]);
            numbers[i] = new byte[length];
            mpi.CopyTo(numbers[i].AsSpan(length - mpi.Length));
        }

        if (!reader.Finished)
            return null;
        for (int i = 0; i < layout.Length; i++)
        {
            if (!IsFit(numbers[i], layout[i]))
                return null;
        }

        return numbers;
    }

    private static bool IsFit(ReadOnlySpan<byte> number, SmpValue kind) => kind switch
    {
        SmpValue.Element => ModpGroup.IsElement(number) && ModpGroup.IsInSubgroup(number),
        SmpValue.Challenge => true,
        SmpValue.Answer => ModpExponent.IsInRange(number),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
