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
        // a file says how long it is: room for that, and one byte to see whether it has grown
        long expected = input.CanSeek ? Math.Clamp(input.Length - input.Position, 0, limit) + 1 : PieceBytes;
        var bytes = new System.Buffers.ArrayBufferWriter<byte>((int)expected);
        isAll = false;
        while (!isAll && bytes.WrittenCount <= limit)
        {
            int read = input.Read(bytes.GetSpan(1));
            bytes.Advance(read);
            isAll = read == 0;
        }

        return bytes.WrittenMemory;
    }

    /// <summary>Copies the rest of a stream, unless it is longer than so many bytes.</summary>
    public static bool TryCopy(Stream input, Stream output, long limit) => TryCopy(default, input, limit, output);

    /// <summary>Copies what was read of a stream and its rest to several others, as long as it is not too long.</summary>
    /// <param name="start">What was read of it.</param>
    /// <param name="input">The rest.</param>
    /// <param name="limit">About how many bytes: what was read goes to the outputs in any case.</param>
    /// <param name="outputs">Where to.</param>
    public static bool TryCopy(ReadOnlyMemory<byte> start, Stream input, long limit, params ReadOnlySpan<Stream> outputs)
    {
        limit -= start.Length;
        foreach (Stream output in outputs)
            output.Write(start.Span);
        byte[] piece = GC.AllocateUninitializedArray<byte>(4 * PieceBytes);
        for (int read; limit >= 0 && (read = input.Read(piece)) > 0; limit -= read)
        {
            foreach (Stream output in outputs)
                output.Write(piece, 0, read);
        }

        return limit >= 0;
    }
}
