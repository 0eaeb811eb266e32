using System.Globalization;
using System.Security.Cryptography;
using OtrMail.Core.Storage;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>A long mail in the store, in parts that fit in memory. It has a scope of its own: to forget another costs nothing then.</summary>
/// <param name="kind">The kind of its records.</param>
internal sealed class MailParts(RecordKind kind)
{
    /// <summary>Bytes of a part.</summary>
    public const int PartBytes = 1 << 20;

    /// <summary>Puts a mail.</summary>
    /// <param name="store">The store.</param>
    /// <param name="scope">Its scope.</param>
    /// <param name="write">Writes the mail.</param>
    public void Put(IStoreTransaction store, string scope, Action<Stream> write)
    {
        byte[] part = GC.AllocateUninitializedArray<byte>(PartBytes, pinned: true);
        int held = 0;
        int count = 0;
        try
        {
            write(new SpanStream(bytes =>
            {
                while (!bytes.IsEmpty)
                {
                    int taken = Math.Min(bytes.Length, part.Length - held);
                    bytes[..taken].CopyTo(part.AsSpan(held));
                    held += taken;
                    bytes = bytes[taken..];
                    if (held < part.Length)
                        return;
                    store.Put(kind, scope, NameOf(count++), part);
                    held = 0;
                }
            }));
            if (held > 0)
                store.Put(kind, scope, NameOf(count), part.AsSpan(0, held));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(part);
        }
    }

    /// <summary>Writes the mail out.</summary>
    /// <param name="store">The store.</param>
    /// <param name="scope">Its scope.</param>
    /// <param name="output">Where to.</param>
    public void CopyTo(IStoreTransaction store, string scope, Stream output)
    {
        for (int number = 0; store.Get(kind, scope, NameOf(number)) is { } part; number++)
        {
            output.Write(part);
            CryptographicOperations.ZeroMemory(part);
        }
    }

    /// <summary>Deletes the mail; <see cref="IStoreTransaction.Forget"/> is the caller's.</summary>
    public void Delete(IStoreTransaction store, string scope) => store.DeleteScope(kind, scope);

    private static string NameOf(int number) => number.ToString("x8", CultureInfo.InvariantCulture);
}
