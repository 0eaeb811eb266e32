using OtrMail.Core.Streams;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// An input that can be passed on as it came after its front was looked at. What was read is remembered up to a few MiB:
/// who reads further has decided by then.
/// </summary>
internal sealed class RecordedStream(Stream input) : ReadOnlyStream(input)
{
    private const int MostRecorded = 16 << 20;

    private MemoryStream? _record = new();

    /// <summary>Writes what was read, and the rest.</summary>
    public void CopyAllTo(Stream output)
    {
        if (_record is null)
            throw new InvalidOperationException("too much was read");
        output.Write(_record.GetBuffer().AsSpan(0, (int)_record.Length));
        Input.CopyTo(output);
    }

    public override int Read(Span<byte> buffer)
    {
        int read = Input.Read(buffer);
        _record?.Write(buffer[..read]);
        if (_record?.Length > MostRecorded)
            _record = null;
        return read;
    }
}
