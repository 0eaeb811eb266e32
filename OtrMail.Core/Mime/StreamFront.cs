namespace OtrMail.Core.Mime;

/// <summary>Reading a stream from its front on, in pieces.</summary>
internal static class StreamFront
{
    private const int PieceBytes = 64 << 10;

    /// <summary>Reads what there is, or more than so many bytes.</summary>
    /// <param name="input">The stream; the rest stays in it.</param>
    /// <param name="limit">At most one piece more than this is read.</param>
    /// <param name="isAll">Whether that was all.</param>
    public static ReadOnlyMemory<byte> Read(Stream input, long limit, out bool isAll)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>(PieceBytes);
        isAll = false;
        while (!isAll && bytes.WrittenCount <= limit)
        {
            int read = input.Read(bytes.GetSpan(PieceBytes));
            bytes.Advance(read);
            isAll = read == 0;
        }

        return bytes.WrittenMemory;
    }

    /// <summary>Copies the rest of a stream, unless it is longer than so many bytes.</summary>
    public static bool TryCopy(Stream input, Stream output, long limit)
    {
        byte[] piece = GC.AllocateUninitializedArray<byte>(4 * PieceBytes);
        for (int read; (read = input.Read(piece)) > 0;)
        {
            limit -= read;
            if (limit < 0)
                return false;
            output.Write(piece, 0, read);
        }

        return true;
    }
}
