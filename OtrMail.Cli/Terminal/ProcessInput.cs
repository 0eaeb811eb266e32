using System.Diagnostics;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Terminal;

/// <summary>
/// The stdin of a command that is given a mail. A command may end without reading all of it: its exit code says whether that is a
/// failure. But when the mail itself cannot be read to its end, the command must not take the part for the whole.
/// </summary>
/// <param name="process">The command.</param>
internal sealed class ProcessInput(Process process) : WriteOnlyStream
{
    private bool _isClosed;

    /// <summary>Gives a command all of a mail.</summary>
    /// <exception cref="IOException">The mail cannot be read any more; the command was ended.</exception>
    public static void Feed(Process process, Action<Stream> write)
    {
        using var input = new ProcessInput(process);
        try
        {
            write(input);
        }
        catch (IOException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        input.End();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isClosed)
            return;
        try
        {
            process.StandardInput.BaseStream.Write(buffer);
        }
        catch (IOException)
        {
            _isClosed = true;
        }
    }

    private void End()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // it has ended
        }
    }
}
