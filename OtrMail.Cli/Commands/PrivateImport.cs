using System.Security.Cryptography;
using System.Text;
using OtrMail.Cli.Terminal;
using OtrMail.Core.Mail;
using OtrMail.Core.Storage;
using OtrMail.Core.Wire;

namespace OtrMail.Cli.Commands;

/// <summary>Reads what <c>otrmail key export --private</c> wrote on another machine.</summary>
internal static class PrivateImport
{
    /// <summary>The identity in a file; the caller disposes it.</summary>
    /// <exception cref="CommandException">65: it is none, or damaged. 77: the passphrase does not open it.</exception>
    public static IdentityExport Read(Invocation run, string file)
    {
        string name = InputFile.NameOf(file);
        ReadOnlyMemory<byte> input = InputFile.Read(run.Context, file, 2L * IdentityExport.MaxBytes);
        if (!Armour.TryRead(Armour.PrivateIdentity, Encoding.Latin1.GetString(input.Span), IdentityExport.MaxBytes, out byte[]? bytes)
            || !SealedExport.TryRead(bytes, out SealedExport? export))
        {
            throw new CommandException(
                ExitCode.DataError, $"{name}: no identity in it, or a damaged one", "give what otrmail key export --private wrote");
        }

        byte[] content = Open(run, name, export);
        try
        {
            return IdentityExport.TryRead(content, out IdentityExport? identity)
                ? identity
                : throw new CommandException(ExitCode.DataError, $"{name}: the identity in it is damaged", "export it again");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static byte[] Open(Invocation run, string name, SealedExport export)
    {
        byte[]? passphrase = !export.NeedsPassphrase ? null
            : Passphrases.CommandOf(run) is { } command ? SecretCommand.Passphrase.Run(command)
            : run.Context.Prompt.AskSecret($"Passphrase of {Printable.Of(name)}: ");
        try
        {
            return export.TryOpen(passphrase, out byte[]? content)
                ? content
                : throw new CommandException(
                    ExitCode.Refused, $"{name}: the passphrase does not open it", "give the one that it was exported with");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(passphrase);
        }
    }
}
