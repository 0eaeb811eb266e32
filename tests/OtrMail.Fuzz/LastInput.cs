using System.IO.MemoryMappedFiles;

namespace OtrMail.Fuzz;

/// <summary>The input in hand, kept in a mapped file: what a process died of is found there.</summary>
internal sealed class LastInput : IDisposable
{
    private const int Room = 1 << 20;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;

    public LastInput(string? path)
    {
        if (path is null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Room);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Four bytes of length, then the input.</summary>
    public void Put(byte[] input)
    {
        if (_view is null)
            return;
        _view.Write(0, input.Length);
        _view.WriteArray(4, input, 0, Math.Min(input.Length, Room - 4));
    }

    public void Dispose()
    {
        _view?.Dispose();
        _file?.Dispose();
    }
}
