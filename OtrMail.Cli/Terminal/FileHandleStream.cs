using Microsoft.Win32.SafeHandles;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Terminal;

/// <summary>Writes to an open file from its front on; the file stays its owner's.</summary>
internal sealed class FileHandleStream(SafeFileHandle file) : WriteOnlyStream
{
    /// <summary>As much is on its way to the disk already while what follows is being made: the sync at the end has less to wait for.</summary>
    private const int WriteBackBytes = 8 << 20;

    private long _at;
    private long _onItsWay;

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
        if (_at - _onItsWay < WriteBackBytes)
            return;
        Libc.BeginWriteBack(file, _onItsWay, _at - _onItsWay);
        _onItsWay = _at;
    }
}
