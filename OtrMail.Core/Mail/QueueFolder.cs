using OtrMail.Core.Storage;
using OtrMail.Core.Streams;

namespace OtrMail.Core.Mail;

/// <summary>
/// The files of long mails in the queue: each sealed under a key of its own, which is in the store. So the store stays small, and
/// a mail whose key is forgotten is gone whatever becomes of its file.
/// </summary>
/// <param name="directory">Where they are; it is made when it is first needed.</param>
internal sealed class QueueFolder(string directory)
{
    private const string Name = "queue";

    /// <summary>The one beside a store; null where there is no directory.</summary>
    public static QueueFolder? In(string? directory) => directory is null ? null : new QueueFolder(Path.Combine(directory, Name));

    /// <summary>Makes a mail's file and makes it durable, its name included.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Write(string id, ReadOnlySpan<byte> key, Action<Stream> write)
    {
        if (!Directory.Exists(directory))
        {
            StoreFiles.CreateDirectory(directory);
            Libc.SyncDirectory(Path.GetDirectoryName(directory)!);
        }

        SealedFile.Write(PathOf(id), key, write);
        Libc.SyncDirectory(directory);
    }

    /// <summary>Opens a mail's file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public ByteSource Open(string id, ReadOnlySpan<byte> key, long length) => SealedFile.Open(PathOf(id), key, length);

    /// <summary>Takes a mail's file away, if it has one; what the disk says to it is no reason to fail, for its key is gone.</summary>
    public void Delete(string id)
    {
        try
        {
            if (Directory.Exists(directory))
                File.Delete(PathOf(id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the next sweep takes it
        }
    }

    /// <summary>Takes away all files but those of these mails.</summary>
    public void Sweep(IReadOnlySet<string> kept)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (string id in Directory.GetFiles(directory).Select(file => Path.GetFileName(file)!).Where(id => !kept.Contains(id)))
            Delete(id);
    }

    private string PathOf(string id) => Path.Combine(directory, id);
}
