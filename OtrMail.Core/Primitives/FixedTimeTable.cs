using System.Numerics;
using System.Runtime.InteropServices;

namespace OtrMail.Core.Primitives;

/// <summary>Look-ups by a secret index: every entry is read, whichever is wanted.</summary>
internal static class FixedTimeTable
{
    /// <summary>Copies one entry.</summary>
    /// <param name="table">All entries, one after the other, each as long as <paramref name="entry"/>.</param>
    /// <param name="index">Which; secret.</param>
    /// <param name="entry">Where it goes.</param>
    public static void Select(ReadOnlySpan<ulong> table, ulong index, Span<ulong> entry)
    {
        entry.Clear();
        int vectors = entry.Length / Vector<ulong>.Count;
        Span<Vector<ulong>> wide = MemoryMarshal.Cast<ulong, Vector<ulong>>(entry);
        for (int i = 0; i < table.Length / entry.Length; i++)
        {
            ulong difference = (ulong)i ^ index;
            ulong keep = unchecked(((difference | (0 - difference)) >> 63) - 1); // all ones where they are equal
            ReadOnlySpan<ulong> candidate = table.Slice(i * entry.Length, entry.Length);
            ReadOnlySpan<Vector<ulong>> wideCandidate = MemoryMarshal.Cast<ulong, Vector<ulong>>(candidate);
            var wideKeep = new Vector<ulong>(keep);
            for (int j = 0; j < vectors; j++)
                wide[j] |= wideCandidate[j] & wideKeep;
            for (int j = vectors * Vector<ulong>.Count; j < entry.Length; j++)
                entry[j] |= candidate[j] & keep;
        }
    }
}
