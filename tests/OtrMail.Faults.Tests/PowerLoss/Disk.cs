using OtrMail.Faults.Tests.Tracing;

namespace OtrMail.Faults.Tests.PowerLoss;

/// <summary>
/// A disk that keeps for certain only what was synced: a file's content by a sync of the file, names by a sync of the directory.
/// Changes of directories keep their order, as on journaling file systems; contents keep none.
/// </summary>
internal sealed class Disk
{
    private readonly Dictionary<ulong, DiskNode> _nodes = [];
    private readonly Dictionary<string, DiskNode> _names = [];
    private readonly Dictionary<string, DiskNode> _durableNames = [];
    private readonly List<NameChange> _pending = [];

    /// <summary>Takes over what was there before the first touch.</summary>
    /// <param name="there">The tracer's list.</param>
    /// <param name="contentOf">Reads a file as it was then.</param>
    public Disk(IEnumerable<Touch> there, Func<string, byte[]?> contentOf)
    {
        foreach (Touch touch in there)
        {
            byte[]? content = contentOf(touch.Path);
            DiskNode node = content is null ? new DiskNode { IsDirectory = true } : DiskNode.Of(content, File.GetUnixFileMode(touch.Path));
            _nodes[touch.Inode] = node;
            _names[touch.Path] = node;
            _durableNames[touch.Path] = node;
        }
    }

    public void Play(Touch touch)
    {
        if (touch.Result < 0)
            return;
        switch (touch.Name)
        {
            case "create":
                Change(new NameChange(null, touch.Path, _nodes[touch.Inode] = new DiskNode()));
                break;
            case "mkdir":
                Change(new NameChange(null, touch.Path, _nodes[touch.Inode] = new DiskNode { IsDirectory = true }));
                break;
            case "unnamed":
                _nodes[touch.Inode] = new DiskNode();
                break;
            case "link":
                Change(new NameChange(null, touch.Second, _nodes[touch.Inode]));
                break;
            case "rename":
                Change(new NameChange(touch.Path, touch.Second, _names[touch.Path]));
                break;
            case "unlink":
                Change(new NameChange(touch.Path, null, null));
                break;
            case "write":
                _nodes[touch.Inode].Write(touch.Position, touch.Bytes);
                break;
            case "size":
                _nodes[touch.Inode].Resize(touch.Position);
                break;
            case "truncate":
                _nodes[touch.Inode].Resize(0);
                break;
            case "sync" when _nodes[touch.Inode].IsDirectory:
                SyncNames(touch.Path);
                break;
            case "sync":
                _nodes[touch.Inode].Sync();
                break;
            default:
                break; // modes, times, output
        }
    }

    /// <summary>Puts what survives in the place of a folder's content.</summary>
    public void Restore(string folder, Survival survival, Random random)
    {
        Dictionary<string, DiskNode> names = new(_durableNames);
        int kept = survival switch
        {
            Survival.Names => _pending.Count,
            Survival.Some => random.Next(_pending.Count + 1),
            _ => 0,
        };
        foreach (NameChange change in _pending.Take(kept))
            change.Apply(names);
        Directory.Delete(folder, recursive: true);
        foreach ((string path, DiskNode node) in names.OrderBy(pair => pair.Key.Length))
        {
            if (path != folder && !Directory.Exists(Path.GetDirectoryName(path)))
                continue; // in a directory that did not survive
            if (node.IsDirectory)
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                continue;
            }

            File.WriteAllBytes(path, survival switch
            {
                Survival.Contents => node.Content(_ => true, null),
                Survival.Some => node.Content(_ => random.Next(2) == 0, random),
                _ => node.Content(_ => false, null),
            });
            File.SetUnixFileMode(path, node.Mode);
        }
    }

    private void Change(NameChange change)
    {
        change.Apply(_names);
        _pending.Add(change);
    }

    private void SyncNames(string directory)
    {
        foreach (NameChange change in _pending.Where(change => change.IsIn(directory)))
            change.Apply(_durableNames);
        _pending.RemoveAll(change => change.IsIn(directory));
    }
}
