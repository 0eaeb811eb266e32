using OtrMail.Core.Primitives;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Im.Messages;

/// <summary>MPI: a DATA that is a number, big-endian, without zeros in front.</summary>
internal static class Mpi
{
    /// <summary>A number of at most <paramref name="limit"/> bytes; a zero in front is an error.</summary>
    public static ReadOnlySpan<byte> Read(ref WireReader reader, int limit)
    {
        ReadOnlySpan<byte> value = reader.Data(limit);
        reader.Require(value.IsEmpty || value[0] != 0);
        return value;
    }

    /// <summary>An element of the group; null, and a reader that failed, when it is none between 2 and p − 2.</summary>
    public static ModpPublicKey? ReadKey(ref WireReader reader)
    {
        if (ModpPublicKey.TryRead(Read(ref reader, ModpGroup.ElementBytes), out ModpPublicKey? key))
            return key;
        reader.Fail();
        return null;
    }
}
