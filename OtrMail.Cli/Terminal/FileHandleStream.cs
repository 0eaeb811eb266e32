using Microsoft.Win32.SafeHandles;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Terminal;

/// <summary>Writes to an open file from its front on; the file stays its owner's.</summary>
internal sealed class FileHandleStream(SafeFileHandle file) : WriteOnlyStream
{
    private long _at;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            RandomAccess.Write(file, buffer, _at);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException("the file may not grow any more", e); // how a limit of file size is told
        }

        _at += buffer.Length;
    }
}
