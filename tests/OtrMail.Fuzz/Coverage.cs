using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace OtrMail.Fuzz;

/// <summary>
/// Which branches of the instrumented assemblies a run took, and how often: AFL's map, counted in its eight steps. Without
/// instrumentation it stays empty, and the loop goes blind.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Gives instrumented code its map: before any of it runs, and for good.</summary>
    public static void Start()
    {
        if (Trace.SharedMem is null)
            Trace.SharedMem = Map;
    }

    /// <summary>Entries of the map that some run has reached.</summary>
    public int Edges { get; private set; }

    public static void Clear()
    {
        new Span<byte>(Map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the last run took a branch that none took before, or one more often by a step.</summary>
    public bool IsNew()
    {
        bool isNew = false;
        var words = new ReadOnlySpan<ulong>(Map, Size / 8);
        for (int at = words.IndexOfAnyExcept(0UL); at >= 0;)
        {
            for (int i = at * 8; i < (at * 8) + 8; i++)
            {
                byte step = Step(Map[i]);
                if ((step & ~_seen[i]) == 0)
                    continue;
                Edges += _seen[i] == 0 ? 1 : 0;
                _seen[i] |= step;
                isNew = true;
            }

            int next = words[(at + 1)..].IndexOfAnyExcept(0UL);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return isNew;
    }

    private static byte Step(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        <= 7 => 8,
        <= 15 => 16,
        <= 31 => 32,
        <= 127 => 64,
        _ => 128,
    };
}
